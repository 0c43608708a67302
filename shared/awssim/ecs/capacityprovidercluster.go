package ecs

import (
	"context"
	"slices"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// The states of a cluster's attachments (ECS API reference, Cluster, attachmentsStatus).
const (
	updateInProgress = "UPDATE_IN_PROGRESS"
	updateComplete   = "UPDATE_COMPLETE"
)

// capacity is what a cluster has to do with capacity providers.
type capacity struct {
	providers   []*provider
	strategy    []types.CapacityProviderStrategyItem
	attachments []types.Attachment
	status      string
	// queue are the tasks in PROVISIONING, oldest first; limbo is the instance that they are on
	// meanwhile, which is no container instance.
	queue list[*task]
	limbo *instance
	retry bool
}

func (k *capacity) names() []string {
	out := make([]string, len(k.providers))
	for n, p := range k.providers {
		out[n] = p.title
	}
	return out
}

// providerOf is the capacity provider of the cluster to whose group the instance belongs.
func (c *cluster) providerOf(i *instance) *provider {
	m := c.e.machines.Get(i.ec2)
	if m == nil || m.Group == "" {
		return nil
	}
	for _, p := range c.capacity.providers {
		if p.group == m.Group {
			return p
		}
	}
	return nil
}

func (e *ECS) putClusterCapacityProviders(
	_ context.Context, in *api.PutClusterCapacityProvidersInput,
) (*api.PutClusterCapacityProvidersOutput, error) {
	if text(in.Cluster) == "" {
		return nil, invalid("Cluster can not be blank.")
	}
	c, err := e.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	if c.capacity.status == updateInProgress {
		return nil, &types.UpdateInProgressException{Message: new("The specified cluster is in a " +
			"busy state. Cluster attachments must be in UPDATE_COMPLETE or UPDATE_FAILED state " +
			"before they can be updated. Wait and try again.")}
	}
	if in.CapacityProviders == nil || in.DefaultCapacityProviderStrategy == nil {
		return nil, invalid("capacityProviders and defaultCapacityProviderStrategy are required.")
	}
	providers, err := e.checkAssociation(c, in.CapacityProviders,
		in.DefaultCapacityProviderStrategy)
	if err != nil {
		return nil, err
	}
	for _, p := range c.capacity.providers {
		if !slices.Contains(providers, p) && c.uses(p) {
			return nil, &types.ResourceInUseException{Message: new("The specified capacity " +
				"provider is in use and cannot be removed.")}
		}
	}
	c.associate(providers, in.DefaultCapacityProviderStrategy)
	return &api.PutClusterCapacityProvidersOutput{Cluster: c.output()}, nil
}

// checkAssociation finds the capacity providers that a cluster is to have; c is nil for a new one.
func (e *ECS) checkAssociation(
	c *cluster, refs []string, strategy []types.CapacityProviderStrategyItem,
) ([]*provider, error) {
	var out []*provider
	for _, ref := range refs {
		if fargate(ref) {
			return nil, later("the capacity provider " + ref)
		}
		p := e.provider(ref)
		switch {
		case p == nil || p.status != types.CapacityProviderStatusActive:
			return nil, providerNotFound()
		case p.cluster != nil && p.cluster != c:
			return nil, invalid("The capacity provider %s is associated with another cluster; a "+
				"provider with managed scaling belongs to one.", p.title)
		case !slices.Contains(out, p):
			out = append(out, p)
		}
	}
	if len(out) > providersMax {
		return nil, invalid("A cluster can have up to %d capacity providers.", providersMax)
	}
	return out, checkStrategyItems(strategy, out)
}

// uses reports whether a task or service of the cluster uses the provider.
func (c *cluster) uses(p *provider) bool {
	for _, s := range c.services {
		if s.status == active && slices.ContainsFunc(s.providers,
			func(i types.CapacityProviderStrategyItem) bool {
				return c.e.provider(text(i.CapacityProvider)) == p
			}) {
			return true
		}
	}
	return slices.ContainsFunc(c.tasks, func(t *task) bool {
		return t.provider == p && t.last != stopped
	})
}

// associate gives the cluster its capacity providers. What ECS adds to their groups are the
// cluster's attachments (ECS API reference, PutClusterCapacityProviders).
func (c *cluster) associate(
	providers []*provider, strategy []types.CapacityProviderStrategyItem,
) {
	k := &c.capacity
	k.strategy = append([]types.CapacityProviderStrategyItem{}, strategy...)
	for _, p := range k.providers {
		if !slices.Contains(providers, p) {
			p.leave()
		}
	}
	if len(providers)+len(k.providers) == 0 {
		return
	}
	k.providers, k.status = providers, updateInProgress
	k.attach("PRECREATED")
	c.e.journal("ecs cluster", c.title, "capacity providers", updateInProgress)
	for _, p := range providers {
		p.cluster = c
	}
	for _, i := range c.instances {
		if i.status == inactive {
			continue
		}
		if p := c.providerOf(i); p != i.provider {
			i.provider = p
			i.touch()
		}
	}
	c.e.env.After(c.e.env.Lasts(settling), c.settleProviders)
}

func (c *cluster) settleProviders() {
	c.capacity.status = updateComplete
	c.capacity.attach("CREATED")
	c.e.journal("ecs cluster", c.title, "capacity providers", updateComplete)
	for _, p := range c.capacity.providers {
		p.equip()
	}
}

// attach builds the attachments: a scaling policy for managed scaling, a lifecycle hook for
// managed draining.
func (k *capacity) attach(status string) {
	k.attachments = nil
	for _, p := range k.providers {
		add := func(kind string, details ...types.KeyValuePair) {
			details = append([]types.KeyValuePair{
				{Name: new("capacityProviderName"), Value: new(p.title)},
			}, details...)
			k.attachments = append(k.attachments, types.Attachment{
				Id: new(p.attachmentID(kind)), Type: new(kind), Status: new(status),
				Details: details,
			})
		}
		if p.managed() {
			add("as_policy", types.KeyValuePair{
				Name: new("scalingPolicyName"), Value: new(p.policyName()),
			})
		}
		if p.drains {
			add("managed_draining")
		}
	}
}
