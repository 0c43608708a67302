package ecs

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"sashweight/shared/fleet"
)

// needsMax is how many task definitions a reader remembers; beyond it, it starts anew.
const needsMax = 500

// needs are the task definitions that a reader has seen: a revision never changes (ECS developer
// guide, update-task-definition).
type needs struct {
	lock sync.Mutex
	byID map[string]fleet.Need
}

func (n *needs) get(definition string) (fleet.Need, bool) {
	n.lock.Lock()
	defer n.lock.Unlock()
	need, ok := n.byID[definition]
	return need, ok
}

func (n *needs) put(definition string, need fleet.Need) {
	n.lock.Lock()
	defer n.lock.Unlock()
	if n.byID == nil || len(n.byID) >= needsMax {
		n.byID = map[string]fleet.Need{}
	}
	n.byID[definition] = need
}

// Needs returns what task definitions want of a node, by ARN. A definition that is asked for again
// costs no call. What is returned is shared: do not change its slices.
func (r *Reader) Needs(ctx context.Context, definitions []string) (map[string]fleet.Need, error) {
	out := map[string]fleet.Need{}
	sorted := slices.Sorted(slices.Values(definitions))
	for _, definition := range slices.Compact(sorted) {
		need, ok := r.known.get(definition)
		if !ok {
			described, err := r.client.DescribeTaskDefinition(ctx,
				&ecs.DescribeTaskDefinitionInput{TaskDefinition: aws.String(definition)})
			if err != nil {
				return nil, fmt.Errorf("describe task definition %s: %w", definition, err)
			}
			need = needOf(described.TaskDefinition)
			r.known.put(definition, need)
		}
		out[definition] = need
	}
	return out, nil
}
