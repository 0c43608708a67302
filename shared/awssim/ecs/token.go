package ecs

import (
	"encoding/json"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// tokenMax is the longest client token (ECS API reference, RunTask).
const tokenMax = 64

// ran is what a RunTask with a client token asked for and started.
type ran struct {
	asked string
	tasks []*task
}

// remember keeps what a call started under its client token, until the tasks are forgotten.
func (c *cluster) remember(l launch, tasks []*task) {
	if len(tasks) > 0 && l.token != "" {
		c.tokens[l.token] = ran{l.asked, tasks}
	}
}

// again answers a client token that came before: with the same tasks when the request is the same
// (ECS API reference, ECS_Idempotency).
func (r ran) again(asked string) (*api.RunTaskOutput, error) {
	if r.asked == asked {
		return runOutput(r.tasks), nil
	}
	ids := make([]string, len(r.tasks))
	for n, t := range r.tasks {
		ids[n] = t.arn
	}
	return nil, &types.ConflictException{
		ResourceIds: ids, Message: new("The provided client token is already in use with a " +
			"different RunTask request."),
	}
}

// printOf tells requests with a client token apart, whatever way they name the cluster.
func printOf(in api.RunTaskInput) string {
	if text(in.ClientToken) == "" {
		return ""
	}
	in.Cluster = nil
	b, err := json.Marshal(in)
	if err != nil {
		return ""
	}
	return string(b)
}

// printOfService is the same of CreateService.
func printOfService(in api.CreateServiceInput) string {
	in.Cluster, in.ClientToken = nil, nil
	b, err := json.Marshal(in)
	if err != nil {
		return ""
	}
	return string(b)
}
