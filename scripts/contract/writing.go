package main

import (
	"context"
	"errors"
)

var writing = []check{
	{"events put-events takes an event", putEvents},
	{"ssm put-parameter makes a parameter once", putParameter},
	{"autoscaling set-desired-capacity with the present number changes nothing", setDesired},
	{"an unknown cluster is ClusterNotFoundException", refusal("ClusterNotFoundException",
		"ecs", "list-tasks", "--cluster", "none")},
	{"a cluster of no form is InvalidParameterException", refusal("InvalidParameterException",
		"ecs", "update-container-instances-state", "--cluster", cluster, "--status", "DRAINING",
		"--container-instances", "not/an/instance/id")},
	{"an unknown group is ValidationError", refusal("ValidationError",
		"autoscaling", "set-desired-capacity", "--auto-scaling-group-name", "none",
		"--desired-capacity", "1")},
	{"an unknown parameter is ParameterNotFound", refusal("ParameterNotFound",
		"ssm", "get-parameter", "--name", "/none")},
	{"an unknown table is ResourceNotFoundException", refusal("ResourceNotFoundException",
		"dynamodb", "describe-table", "--table-name", "none")},
	{"an operation that is not here is refused in JSON", refusal("UnknownOperationException",
		"ecs", "discover-poll-endpoint")},
	{"an operation that is not here is refused in the query protocol", refusal("InvalidAction",
		"autoscaling", "describe-load-balancers", "--auto-scaling-group-name", "none")},
	{"a service that is not here is refused", refusal("InvalidAction",
		"cloudformation", "list-stacks")},
}

func putEvents(ctx context.Context, c *cli) error {
	var out struct {
		FailedEntryCount int
		Entries          []struct {
			EventID string `json:"EventId"`
		}
	}
	err := c.run(ctx, &out, "events", "put-events", "--entries",
		`[{"Source":"by.hand","DetailType":"Kettle Boils","Detail":"{}"}]`)
	if err != nil || len(out.Entries) != 1 {
		return errors.Join(err, want("entries", len(out.Entries), 1))
	}
	return errors.Join(want("failed entries", out.FailedEntryCount, 0),
		want("the event has an id", out.Entries[0].EventID != "", true))
}

func putParameter(ctx context.Context, c *cli) error {
	args := []string{"ssm", "put-parameter", "--name", "/by/hand", "--value", "1", "--type", "String"}
	var out struct{ Version int }
	err := c.run(ctx, &out, args...)
	return errors.Join(err, want("version", out.Version, 1),
		c.refused(ctx, "ParameterAlreadyExists", args...))
}

// setDesired has no output where it is well.
func setDesired(ctx context.Context, c *cli) error {
	_, errs, err := c.output(ctx, []string{"autoscaling", "set-desired-capacity",
		"--auto-scaling-group-name", group, "--desired-capacity", "9"})
	if err != nil {
		return errors.Join(err, errors.New(string(errs)))
	}
	return groups(ctx, c)
}

func refusal(code string, args ...string) func(context.Context, *cli) error {
	return func(ctx context.Context, c *cli) error { return c.refused(ctx, code, args...) }
}
