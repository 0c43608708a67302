package ecs

import (
	"strings"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func (w *world) cluster(name string, include ...types.ClusterField) types.Cluster {
	w.t.Helper()
	return must(w.client.DescribeClusters(w.ctx, &api.DescribeClustersInput{
		Clusters: []string{name}, Include: include,
	}))(w.t).Clusters[0]
}

// DEF-4: settings, tags, statistics and configuration are told when they are asked for.
func TestClusterIsDescribedWithWhatIsAskedFor(t *testing.T) {
	w := newWorld(t)
	w.nodes(1)
	w.define("web")
	w.serve("web", 2, 100, 200)
	w.kernel.Advance(5 * time.Second)
	must(w.client.UpdateCluster(w.ctx, &api.UpdateClusterInput{
		Cluster: new("prod"), Configuration: &types.ClusterConfiguration{
			ExecuteCommandConfiguration: &types.ExecuteCommandConfiguration{
				Logging: types.ExecuteCommandLoggingNone,
			},
		},
	}))(t)
	arn := *w.cluster("prod").ClusterArn
	must(w.client.TagResource(w.ctx, &api.TagResourceInput{
		ResourceArn: &arn, Tags: []types.Tag{{Key: new("team"), Value: new("a")}},
	}))(t)
	c := w.cluster("prod")
	if len(c.Tags)+len(c.Settings)+len(c.Statistics) != 0 || c.Configuration != nil {
		t.Errorf("without include there are %v %v %v", c.Tags, c.Settings, c.Statistics)
	}
	c = w.cluster("prod", types.ClusterFieldTags, types.ClusterFieldSettings,
		types.ClusterFieldStatistics, types.ClusterFieldConfigurations)
	if len(c.Tags) != 1 || *c.Settings[0].Value != "disabled" || c.Configuration == nil {
		t.Errorf("there are %v %v %v", c.Tags, c.Settings, c.Configuration)
	}
	counts := map[string]string{}
	for _, p := range c.Statistics {
		counts[*p.Name] = *p.Value
	}
	if counts["pendingEC2TasksCount"] != "2" || counts["runningEC2TasksCount"] != "0" ||
		counts["activeEC2ServiceCount"] != "1" || counts["runningFargateTasksCount"] != "0" {
		t.Errorf("statistics are %v", counts)
	}
}

// DEF-5: a new cluster has the account's containerInsights unless it is said otherwise.
func TestContainerInsightsComesFromTheAccount(t *testing.T) {
	w := newWorld(t)
	must(w.client.PutAccountSettingDefault(w.ctx, &api.PutAccountSettingDefaultInput{
		Name: types.SettingNameContainerInsights, Value: new("enhanced"),
	}))(t)
	for _, name := range []string{"a", "b"} {
		in := &api.CreateClusterInput{ClusterName: &name}
		if name == "b" {
			in.Settings = []types.ClusterSetting{{Name: "containerInsights", Value: new("enabled")}}
		}
		must(w.client.CreateCluster(w.ctx, in))(t)
	}
	must(w.client.UpdateClusterSettings(w.ctx, &api.UpdateClusterSettingsInput{
		Cluster: new("prod"), Settings: []types.ClusterSetting{
			{Name: "containerInsights", Value: new("enabled")},
		},
	}))(t)
	for name, want := range map[string]string{"a": "enhanced", "b": "enabled", "prod": "enabled"} {
		if got := *w.cluster(name, types.ClusterFieldSettings).Settings[0].Value; got != want {
			t.Errorf("cluster %s has containerInsights %s, want %s", name, got, want)
		}
	}
	_, err := w.client.UpdateClusterSettings(w.ctx, &api.UpdateClusterSettingsInput{
		Cluster: new("prod"), Settings: []types.ClusterSetting{
			{Name: "containerInsights", Value: new("maybe")},
		},
	})
	wantError(t, err, "InvalidParameterException", "maybe")
}

// DEF-6: a principal's own setting counts before the account's default.
func TestAccountSettingsAreEffectiveByPrincipal(t *testing.T) {
	w := newWorld(t)
	role := "arn:aws:iam::111122223333:role/deploy"
	list := func(effective bool, name types.SettingName) string {
		var got []string
		in := &api.ListAccountSettingsInput{
			PrincipalArn: &role, EffectiveSettings: effective, Name: name, MaxResults: 1,
		}
		for {
			out := must(w.client.ListAccountSettings(w.ctx, in))(t)
			for _, s := range out.Settings {
				got = append(got, string(s.Name)+"="+*s.Value)
			}
			if in.NextToken = out.NextToken; in.NextToken == nil {
				return strings.Join(got, " ")
			}
		}
	}
	if all := list(true, ""); strings.Count(all, "=") != 11 || list(false, "") != "" {
		t.Errorf("effective are %s, own %s", all, list(false, ""))
	}
	name := types.SettingNameDefaultLogDriverMode
	must(w.client.PutAccountSettingDefault(w.ctx, &api.PutAccountSettingDefaultInput{
		Name: name, Value: new("blocking"),
	}))(t)
	if got := list(true, name); got != "defaultLogDriverMode=blocking" {
		t.Errorf("with the account's default: %s", got)
	}
	must(w.client.PutAccountSetting(w.ctx, &api.PutAccountSettingInput{
		Name: name, Value: new("non-blocking"), PrincipalArn: &role,
	}))(t)
	if got := list(false, ""); got != "defaultLogDriverMode=non-blocking" {
		t.Errorf("own settings are %s", got)
	}
	must(w.client.DeleteAccountSetting(w.ctx, &api.DeleteAccountSettingInput{
		Name: name, PrincipalArn: &role,
	}))(t)
	if got := list(true, name); got != "defaultLogDriverMode=blocking" {
		t.Errorf("after the deletion: %s", got)
	}
	_, err := w.client.PutAccountSetting(w.ctx, &api.PutAccountSettingInput{
		Name: "unknown", Value: new("enabled"),
	})
	wantError(t, err, "InvalidParameterException", "unknown")
	_, err = w.client.PutAccountSetting(w.ctx, &api.PutAccountSettingInput{
		Name: types.SettingNameTaskLongArnFormat, Value: new("disabled"),
	})
	wantError(t, err, "InvalidParameterException", "not simulated yet")
}
