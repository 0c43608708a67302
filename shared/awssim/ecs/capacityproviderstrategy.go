package ecs

import (
	"slices"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// The limits of a capacity provider strategy (ECS API reference, CapacityProviderStrategyItem and
// CreateService).
const (
	providersMax = 20
	baseMax      = 100000
	weightMax    = 1000
)

// checkStrategyItems checks a strategy over the providers that a cluster has.
func checkStrategyItems(items []types.CapacityProviderStrategyItem, among []*provider) error {
	if len(items) > providersMax {
		return invalid("A capacity provider strategy can have up to %d capacity providers.",
			providersMax)
	}
	based, weighted := 0, len(items) < 2
	for _, i := range items {
		ref := text(i.CapacityProvider)
		if fargate(ref) {
			return later("the capacity provider " + ref)
		}
		if !slices.ContainsFunc(among, func(p *provider) bool {
			return p.title == ref || p.arn == ref
		}) {
			return invalid("The specified capacity provider strategy cannot contain a capacity " +
				"provider that is not associated with the cluster. Associate the capacity " +
				"provider with the cluster and try again.")
		}
		if i.Base < 0 || i.Base > baseMax || i.Weight < 0 || i.Weight > weightMax {
			return invalid("The base of a capacity provider must be between 0 and %d and its "+
				"weight between 0 and %d.", baseMax, weightMax)
		}
		if i.Base > 0 {
			based++
		}
		weighted = weighted || i.Weight > 0
	}
	if based > 1 {
		return invalid("Only one capacity provider in a capacity provider strategy can have a " +
			"base defined.")
	}
	if !weighted {
		return invalid("At least one capacity provider in a capacity provider strategy must have " +
			"a weight greater than 0.")
	}
	return nil
}

// strategyOf is the capacity provider strategy of a call: its own, or the cluster's when the call
// names no launch type either.
func (c *cluster) strategyOf(
	launch types.LaunchType, given []types.CapacityProviderStrategyItem,
) ([]types.CapacityProviderStrategyItem, error) {
	switch {
	case len(given) > 0 && launch != "":
		return nil, invalid("Specifying both a launch type and capacity provider strategy is not " +
			"supported. Remove one and try again.")
	case len(given) > 0:
		return slices.Clone(given), checkStrategyItems(given, c.capacity.providers)
	case launch != "":
		return nil, nil
	}
	return slices.Clone(c.capacity.strategy), nil
}

// checkStrategyUpdate checks the strategy of an UpdateService. From a launch type to a strategy and
// back a service goes only by a new deployment (ECS API reference, UpdateService).
func (s *service) checkStrategyUpdate(in *api.UpdateServiceInput) error {
	if in.CapacityProviderStrategy == nil {
		return nil
	}
	if (len(s.providers) > 0) != (len(in.CapacityProviderStrategy) > 0) && !in.ForceNewDeployment {
		return invalid("When switching from launch type to capacity provider strategy on an " +
			"existing service, or making a change to a capacity provider strategy on a service " +
			"that is already using one, you must force a new deployment.")
	}
	return checkStrategyItems(in.CapacityProviderStrategy, s.cluster.capacity.providers)
}

func (s *service) launchType() types.LaunchType {
	if len(s.providers) > 0 {
		return ""
	}
	return launchType(s.external)
}

// share is how many tasks of a service, or of one RunTask, each item of a strategy has.
type share struct {
	items []types.CapacityProviderStrategyItem
	has   []int
}

// next is the item that gets the next task: the base first, then by weight.
func (s *share) next() int {
	for n, i := range s.items {
		if s.has[n] < int(i.Base) {
			return n
		}
	}
	if len(s.items) == 1 {
		return 0
	}
	best := -1
	for n, i := range s.items {
		if i.Weight == 0 {
			continue
		}
		if best < 0 || s.load(n)*int(s.items[best].Weight) < s.load(best)*int(i.Weight) {
			best = n
		}
	}
	return best
}

// load is what an item has beyond its base, with the task that it would get.
func (s *share) load(n int) int { return s.has[n] - int(s.items[n].Base) + 1 }
