package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sashweight/functions/drain-nodes/drainnodes"
	observelambda "sashweight/shared/observe/lambda"
	"sashweight/shared/state"
)

// stackFlags say which deployed stack a verb is about. A verb embeds them.
type stackFlags struct {
	awsFlags
	Stack string `group:"aws" placeholder:"NAME" help:"Sashweight's stack, if there are several."`
}

// stack is a deployed Sashweight.
type stack struct {
	config   aws.Config
	deployed observelambda.Deployed
	store    *state.Store
	// skew is how far the account's clock is ahead of ours.
	skew time.Duration
	c    *console
}

// now is the account's time.
func (s *stack) now() time.Time { return s.c.clock.Now().Add(s.skew) }

// find looks for the stack by its function drain-nodes.
func (f stackFlags) find(ctx context.Context, c *console) (*stack, error) {
	cfg, err := f.load(ctx)
	if err != nil {
		return nil, err
	}
	return f.findIn(ctx, c, cfg)
}

// findIn looks in the account and Region of cfg.
func (f stackFlags) findIn(ctx context.Context, c *console, cfg aws.Config) (*stack, error) {
	found, now, err := observelambda.New(cfg).Deployed(ctx, drainnodes.Name)
	if err != nil {
		return nil, err
	}
	deployed, err := f.choose(found, cfg.Region)
	if err != nil {
		return nil, err
	}
	s := &stack{config: cfg, deployed: deployed, c: c, store: state.New(cfg, deployed.Table)}
	if !now.IsZero() {
		s.skew = now.Sub(c.clock.Now())
	}
	s.store.Clock = c.clock
	return s, nil
}

// choose picks the stack that --stack names, or the only one.
func (f stackFlags) choose(found []observelambda.Deployed, region string) (
	d observelambda.Deployed, err error,
) {
	var names []string
	for _, d := range found {
		names = append(names, d.Stack)
	}
	list := strings.Join(names, ", ")
	i := 0
	if f.Stack != "" {
		i = slices.IndexFunc(found, func(d observelambda.Deployed) bool {
			return d.Stack == f.Stack || d.Function == f.Stack
		})
	}
	switch {
	case len(found) == 0:
		return d, fmt.Errorf("no Sashweight in Region %s: no Lambda function there has "+
			"SASHWEIGHT_FUNCTION=%s in its environment (is --region or --profile another?)", region,
			drainnodes.Name)
	case i < 0:
		return d, fmt.Errorf("--stack %q: Region %s has %s", f.Stack, region, list)
	case f.Stack == "" && len(found) > 1:
		return d, fmt.Errorf("several stacks in Region %s (%s): give --stack", region, list)
	case found[i].Table == "":
		return d, errors.New("function " + found[i].Function + " names no SASHWEIGHT_TABLE")
	}
	return found[i], nil
}
