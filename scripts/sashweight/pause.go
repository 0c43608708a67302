package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"

	applyssm "sashweight/shared/apply/ssm"
	"sashweight/shared/fleet"
	observests "sashweight/shared/observe/sts"
)

// pauseCmd sets a brake.
type pauseCmd struct {
	Cluster    string `placeholder:"NAME" help:"Only this cluster; without it, all clusters."`
	Everything bool   `help:"Stop also what must go: nodes being terminated are left to their fate."`
	Reason     string `placeholder:"TEXT" help:"Why; kept beside the brake."`
	confirmFlags
	outputFlags
	stackFlags
}

// Help is called by kong for what stands under the command's name.
func (c *pauseCmd) Help() string {
	return `Without --everything nothing voluntary goes on: new orders are refused, those that have
not begun are cancelled, and draining nodes that still serve are made ACTIVE again. Nodes that
their group or EC2 takes away are still drained to their end, also those that come later.

With --everything Sashweight writes nothing to the fleet any more, not even the heartbeats that
keep lifecycle hooks open: what that costs is said before, node by node, and asked for.

The brake is a parameter that every function reads before each destructive call:
/sashweight/pause, or /sashweight/clusters/NAME/pause with --cluster. It holds until
sashweight resume takes it away.`
}

// Run is called by kong.
func (c *pauseCmd) Run(ctx context.Context, console *console) error {
	now := fleet.PauseVoluntary
	if c.Everything {
		now = fleet.PauseEverything
	}
	b, err := c.brake(ctx, console, brakeOf{cluster: c.Cluster, now: now, json: c.JSON})
	if err != nil {
		return err
	}
	if c.Everything {
		b.sayCost()
		question := fmt.Sprintf("Pause everything in %s?", where(c.Cluster))
		if err := c.confirm(ctx, console, question); err != nil {
			return err
		}
	}
	why, err := c.why(ctx, b.config)
	if err != nil {
		return err
	}
	if err := applyssm.New(b.config).Pause(ctx, b.Parameter, now, why); err != nil {
		return err
	}
	return b.done()
}

// why is what stands beside the brake for people who find it.
func (c *pauseCmd) why(ctx context.Context, cfg aws.Config) (string, error) {
	caller, err := observests.WhoAmI(ctx, cfg)
	if err != nil {
		return "", err
	}
	why := "sashweight pause by " + caller.ARN
	if c.Reason != "" {
		why += ": " + c.Reason
	}
	return why, nil
}

// where names what a brake holds.
func where(cluster string) string {
	if cluster == "" {
		return "all clusters"
	}
	return "cluster " + cluster
}
