package ecs

import (
	"context"
	"slices"
	"strconv"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// insights are the values of containerInsights (ECS API reference, ClusterSetting).
var insights = []string{"disabled", "enabled", "enhanced"}

func checkSettings(in []types.ClusterSetting) error {
	for _, s := range in {
		if s.Name != types.ClusterSettingNameContainerInsights {
			return invalid("Cluster setting name %s is not valid.", s.Name)
		}
		if !slices.Contains(insights, text(s.Value)) {
			return invalid("Value %s is not valid for the cluster setting containerInsights.",
				text(s.Value))
		}
	}
	return nil
}

// insightsFor is the setting that a cluster of the caller begins with.
func (e *ECS) insightsFor(ctx context.Context) []types.ClusterSetting {
	name := types.SettingNameContainerInsights
	return []types.ClusterSetting{{
		Name:  types.ClusterSettingNameContainerInsights,
		Value: new(e.effective(e.principal(ctx, nil), name)),
	}}
}

// set takes over settings; what was handed out stays as it is.
func (c *cluster) set(in []types.ClusterSetting) {
	if len(in) > 0 {
		c.settings = slices.Clone(in[len(in)-1:])
	}
}

func (e *ECS) updateCluster(
	_ context.Context, in *api.UpdateClusterInput,
) (*api.UpdateClusterOutput, error) {
	c, err := e.clusterToChange(in.Cluster, in.Settings)
	if err != nil {
		return nil, err
	}
	if in.ServiceConnectDefaults != nil {
		return nil, later("serviceConnectDefaults")
	}
	c.set(in.Settings)
	if in.Configuration != nil {
		c.configuration = in.Configuration
	}
	e.journal("ecs cluster", c.title, "updated")
	return &api.UpdateClusterOutput{Cluster: c.output()}, nil
}

func (e *ECS) updateClusterSettings(
	_ context.Context, in *api.UpdateClusterSettingsInput,
) (*api.UpdateClusterSettingsOutput, error) {
	c, err := e.clusterToChange(in.Cluster, in.Settings)
	if err != nil {
		return nil, err
	}
	if len(in.Settings) == 0 {
		return nil, invalid("Cluster settings cannot be empty.")
	}
	c.set(in.Settings)
	e.journal("ecs cluster", c.title, "updated")
	return &api.UpdateClusterSettingsOutput{Cluster: c.output()}, nil
}

func (e *ECS) clusterToChange(ref *string, settings []types.ClusterSetting) (*cluster, error) {
	if text(ref) == "" {
		return nil, invalid("Cluster can not be blank.")
	}
	c, err := e.cluster(ref)
	if err != nil {
		return nil, err
	}
	return c, checkSettings(settings)
}

// described is the cluster with what is asked for (ECS API reference, DescribeClusters).
func (c *cluster) described(include []types.ClusterField) types.Cluster {
	out := *c.output()
	asked := func(f types.ClusterField) bool { return slices.Contains(include, f) }
	if !asked(types.ClusterFieldAttachments) {
		out.Attachments, out.AttachmentsStatus = nil, nil
	}
	if !asked(types.ClusterFieldConfigurations) {
		out.Configuration = nil
	}
	if !asked(types.ClusterFieldSettings) {
		out.Settings = []types.ClusterSetting{}
	}
	if !asked(types.ClusterFieldTags) {
		out.Tags = []types.Tag{}
	}
	if asked(types.ClusterFieldStatistics) {
		out.Statistics = c.statistics()
	}
	return out
}

// statistics count tasks and services by launch type, in AWS's order of names (ECS API reference,
// Cluster); none is on Fargate.
func (c *cluster) statistics() []types.KeyValuePair {
	var runs, waits, serves, drains struct{ ec2, external int }
	for _, t := range c.tasks {
		n := &runs
		if t.waiting() {
			n = &waits
		} else if t.last != running {
			continue
		}
		if t.inst.external {
			n.external++
		} else {
			n.ec2++
		}
	}
	for _, s := range c.services {
		n := &serves
		if s.status == draining {
			n = &drains
		} else if s.status != active {
			continue
		}
		if s.external {
			n.external++
		} else {
			n.ec2++
		}
	}
	var out []types.KeyValuePair
	for _, row := range []struct {
		state, what string
		n           struct{ ec2, external int }
	}{
		{"running", "TasksCount", runs}, {"pending", "TasksCount", waits},
		{"active", "ServiceCount", serves}, {"draining", "ServiceCount", drains},
	} {
		for n, kind := range []string{"EC2", "Fargate", "External"} {
			out = append(out, types.KeyValuePair{
				Name:  new(row.state + kind + row.what),
				Value: new(strconv.Itoa([]int{row.n.ec2, 0, row.n.external}[n])),
			})
		}
	}
	return out
}
