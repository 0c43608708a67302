package main

import (
	"context"

	applyssm "sashweight/shared/apply/ssm"
	"sashweight/shared/fleet"
)

// resumeCmd takes a brake away.
type resumeCmd struct {
	Cluster string `placeholder:"NAME" help:"The brake of this cluster; without it, that of all."`
	outputFlags
	stackFlags
}

// Help is called by kong for what stands under the command's name.
func (c *resumeCmd) Help() string {
	return `It undoes sashweight pause with the same --cluster. The brake of all clusters and that
of one are two: either alone holds. What goes on, and what still holds, is printed.`
}

// Run is called by kong.
func (c *resumeCmd) Run(ctx context.Context, console *console) error {
	b, err := c.brake(ctx, console, brakeOf{
		cluster: c.Cluster, now: fleet.PauseNone, json: c.JSON,
	})
	if err != nil {
		return err
	}
	if b.set {
		if err := applyssm.New(b.config).Resume(ctx, b.Parameter); err != nil {
			return err
		}
	}
	return b.done()
}
