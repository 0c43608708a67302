package ecs

import (
	"context"
	"regexp"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/wire"
)

// The states of clusters, services and container instances as far as they share them.
const (
	active   = "ACTIVE"
	draining = "DRAINING"
	inactive = "INACTIVE"
)

// cluster is one cluster with all that is in it.
type cluster struct {
	e          *ECS
	title, arn string
	seq        uint64
	status     string
	tags       []types.Tag
	// settings and configuration are told back; only containerInsights is known.
	settings      []types.ClusterSetting
	configuration *types.ClusterConfiguration

	instances     list[*instance]
	instanceByID  map[string]*instance
	tasks         list[*task]
	taskByID      map[string]*task
	services      list[*service]
	serviceByName map[string]*service
	// waiting are the services that found no room, daemons the daemon services.
	waiting, daemons list[*service]
	// gone are stopped tasks, oldest stop first; left are deregistered instances.
	gone []*task
	left []*instance
	// tokens are the client tokens of the RunTask calls whose tasks are still described.
	tokens map[string]ran

	// zones are the Availability Zones in which instances have been.
	zones []string

	// rooms are allocated and not in use yet.
	rooms []room
	// eligibilities are which instances meet which requirements, each made when classified had its
	// number; that counts the changes that matter.
	eligibilities map[string]*eligibility
	classified    uint64

	running, pending int

	capacity capacity

	// alone are the running standalone tasks; dimensions are those of the cluster's metrics.
	alone      standalone
	dimensions []string
}

func (c *cluster) place() uint64 { return c.seq }
func (c *cluster) name() string  { return c.arn }

func (e *ECS) onClusters() {
	wire.On(e.Service, "CreateCluster", e.createCluster)
	wire.On(e.Service, "DescribeClusters", e.describeClusters)
	wire.On(e.Service, "ListClusters", e.listClusters)
	wire.On(e.Service, "DeleteCluster", e.deleteCluster)
	wire.On(e.Service, "UpdateCluster", e.updateCluster)
	wire.On(e.Service, "UpdateClusterSettings", e.updateClusterSettings)
}

var clusterTitle = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,255}$`)

func (e *ECS) createCluster(
	ctx context.Context, in *api.CreateClusterInput,
) (*api.CreateClusterOutput, error) {
	title := text(in.ClusterName)
	if title == "" {
		title = "default"
	}
	if !clusterTitle.MatchString(title) {
		return nil, invalid("Cluster name can contain up to 255 letters, numbers, hyphens and " +
			"underscores.")
	}
	if in.ServiceConnectDefaults != nil {
		return nil, later("serviceConnectDefaults")
	}
	if err := checkSettings(in.Settings); err != nil {
		return nil, err
	}
	if err := checkTags(in.Tags); err != nil {
		return nil, err
	}
	providers, err := e.checkAssociation(nil, in.CapacityProviders,
		in.DefaultCapacityProviderStrategy)
	if err != nil {
		return nil, err
	}
	c := e.clusters[title]
	if c == nil || c.status != active {
		c = e.addCluster(title)
		c.associate(providers, in.DefaultCapacityProviderStrategy)
		c.settings, c.configuration = e.insightsFor(ctx), in.Configuration
		c.set(in.Settings)
	}
	c.tags = merge(c.tags, in.Tags)
	return &api.CreateClusterOutput{Cluster: c.output()}, nil
}

func (e *ECS) addCluster(title string) *cluster {
	c := &cluster{
		e: e, title: title, arn: e.env.ARN("ecs", "cluster/"+title), seq: e.number(),
		status: active, classified: 1,
		instanceByID:  map[string]*instance{},
		taskByID:      map[string]*task{},
		serviceByName: map[string]*service{},
		tokens:        map[string]ran{},
	}
	if old := e.clusters[title]; old != nil {
		e.order.remove(old)
	}
	e.clusters[title] = c
	e.order = append(e.order, c)
	e.journal("ecs cluster", title, active)
	waiting := e.homeless[title]
	delete(e.homeless, title)
	for _, m := range waiting {
		e.agentStarted(m)
	}
	return c
}

func (e *ECS) describeClusters(
	_ context.Context, in *api.DescribeClustersInput,
) (*api.DescribeClustersOutput, error) {
	refs := in.Clusters
	if len(refs) == 0 {
		refs = []string{"default"}
	}
	if len(refs) > pageMax {
		return nil, invalid("Clusters cannot have more than %d elements.", pageMax)
	}
	out := &api.DescribeClustersOutput{Clusters: []types.Cluster{}, Failures: []types.Failure{}}
	for _, ref := range refs {
		name := clusterName(ref)
		if c := e.clusters[name]; c != nil {
			out.Clusters = append(out.Clusters, c.described(in.Include))
			continue
		}
		out.Failures = append(out.Failures, failure(e.env.ARN("ecs", "cluster/"+name), missing))
	}
	return out, nil
}

func (e *ECS) listClusters(
	_ context.Context, in *api.ListClustersInput,
) (*api.ListClustersOutput, error) {
	names, next, err := page(e.order,
		paging{size: in.MaxResults, token: in.NextToken, usual: pageMax},
		func(c *cluster) bool { return c.status == active })
	if err != nil {
		return nil, err
	}
	return &api.ListClustersOutput{ClusterArns: names, NextToken: next}, nil
}

func (e *ECS) deleteCluster(
	_ context.Context, in *api.DeleteClusterInput,
) (*api.DeleteClusterOutput, error) {
	if text(in.Cluster) == "" {
		return nil, invalid("Cluster can not be blank.")
	}
	c, err := e.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	switch {
	case c.registered() > 0:
		return nil, &types.ClusterContainsContainerInstancesException{Message: new(
			"The Cluster cannot be deleted while Container Instances are active or draining.")}
	case c.activeServices() > 0:
		return nil, &types.ClusterContainsServicesException{Message: new(
			"The Cluster cannot be deleted while Services are active.")}
	case c.running+c.pending > 0:
		return nil, &types.ClusterContainsTasksException{Message: new(
			"The Cluster cannot be deleted while Tasks are active.")}
	}
	c.status = inactive
	c.associate(nil, nil)
	e.journal("ecs cluster", c.title, inactive)
	return &api.DeleteClusterOutput{Cluster: c.output()}, nil
}

func (c *cluster) registered() int32 {
	var n int32
	for _, i := range c.instances {
		if i.status != inactive {
			n++
		}
	}
	return n
}

func (c *cluster) activeServices() int32 {
	var n int32
	for _, s := range c.services {
		if s.status == active {
			n++
		}
	}
	return n
}

func (c *cluster) output() *types.Cluster {
	return &types.Cluster{
		ClusterArn: new(c.arn), ClusterName: new(c.title), Status: new(c.status),
		RegisteredContainerInstancesCount: c.registered(),
		RunningTasksCount:                 int32(c.running),
		PendingTasksCount:                 int32(c.pending),
		ActiveServicesCount:               c.activeServices(),
		Tags:                              c.tags, Statistics: []types.KeyValuePair{},
		Settings: c.settings, Configuration: c.configuration, CapacityProviders: c.capacity.names(),
		DefaultCapacityProviderStrategy: c.capacity.strategy,
		Attachments:                     c.capacity.attachments,
		AttachmentsStatus:               optional(c.capacity.status),
	}
}

// forget drops what may no longer be described.
func (c *cluster) forget() {
	limit := c.e.env.Now().Add(-c.e.Timings.Kept)
	n := 0
	for n < len(c.gone) && c.gone[n].stopped.Before(limit) {
		c.gone[n].forget()
		n++
	}
	c.gone = c.gone[n:]
	n = 0
	for n < len(c.left) && c.left[n].leftAt.Before(limit) {
		i := c.left[n]
		c.instances.remove(i)
		delete(c.instanceByID, i.id)
		n++
	}
	c.left = c.left[n:]
}
