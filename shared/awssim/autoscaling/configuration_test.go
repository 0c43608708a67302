package autoscaling

import (
	"context"
	"encoding/base64"
	"testing"
	"time"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"

	"sashweight/shared/awssim/host"
)

// windows is a public AMI that brings the ECS agent.
func (w *world) windows() string {
	w.t.Helper()
	for _, a := range host.PublicAMIs() {
		if a.Windows() && a.ECS {
			return a.ID
		}
	}
	w.t.Fatal("no Windows AMI with the ECS agent")
	return ""
}

func (w *world) configuration(name, kind string) {
	w.t.Helper()
	script := "<powershell>\nInitialize-ECSAgent -Cluster fleet\n</powershell>"
	_, err := w.client.CreateLaunchConfiguration(context.Background(),
		&as.CreateLaunchConfigurationInput{
			LaunchConfigurationName: new(name), ImageId: new(w.windows()), InstanceType: new(kind),
			UserData: new(base64.StdEncoding.EncodeToString([]byte(script))),
		})
	must(w.t, err)
}

// AS-35
func TestGroupLaunchesWhatItsLaunchConfigurationSays(t *testing.T) {
	w := newWorld(t)
	w.configuration("blue", "m5.large")
	w.configuration("green", "m5.xlarge")
	in := request("web", 0, 1, 2)
	in.LaunchTemplate, in.LaunchConfigurationName = nil, new("blue")
	w.create(in)
	w.env.Advance(time.Minute)
	m := w.machines.Get(w.ids[0])
	if m.InstanceType != "m5.large" || m.Cluster != "fleet" || m.AMI != w.windows() {
		t.Errorf("launched %+v", m.Template)
	}
	g := w.show("web")
	if *g.LaunchConfigurationName != "blue" || g.LaunchTemplate != nil ||
		*g.Instances[0].LaunchConfigurationName != "blue" || g.Instances[0].LaunchTemplate != nil {
		t.Errorf("the group tells %+v", g)
	}
	ctx := context.Background()
	_, err := w.client.DeleteLaunchConfiguration(ctx,
		&as.DeleteLaunchConfigurationInput{LaunchConfigurationName: new("blue")})
	refused(t, err, "ResourceInUse", "Cannot delete launch configuration blue because it is "+
		"attached to AutoScalingGroup web")
	_, err = w.client.UpdateAutoScalingGroup(ctx, &as.UpdateAutoScalingGroupInput{
		AutoScalingGroupName: new("web"), LaunchConfigurationName: new("green"),
		DesiredCapacity: new(int32(2)),
	})
	must(t, err)
	w.env.Advance(time.Minute)
	if got := w.machines.All()[1].InstanceType; got != "m5.xlarge" {
		t.Errorf("after the update it launched %s", got)
	}
	old := w.machines.All()[0].InstanceID
	w.scale(1)
	w.env.Advance(2 * time.Minute)
	if got := w.state(old); got != "" {
		t.Errorf("the instance of the other launch configuration is %s", got)
	}
	_, err = w.client.DeleteLaunchConfiguration(ctx,
		&as.DeleteLaunchConfigurationInput{LaunchConfigurationName: new("blue")})
	must(t, err)
}

// AS-35
func TestLaunchConfigurationsAreToldInPages(t *testing.T) {
	w := newWorld(t)
	for _, name := range []string{"c", "a", "b"} {
		w.configuration(name, "m5.large")
	}
	names, p := "", as.NewDescribeLaunchConfigurationsPaginator(w.client,
		&as.DescribeLaunchConfigurationsInput{MaxRecords: new(int32(1))})
	for p.HasMorePages() {
		out, err := p.NextPage(context.Background())
		must(t, err)
		for _, c := range out.LaunchConfigurations {
			names += *c.LaunchConfigurationName
		}
	}
	if names != "abc" {
		t.Errorf("they are %s", names)
	}
	_, err := w.client.CreateLaunchConfiguration(context.Background(),
		&as.CreateLaunchConfigurationInput{
			LaunchConfigurationName: new("a"), ImageId: new("ami-1"), InstanceType: new("m5.large"),
		})
	refused(t, err, "AlreadyExists", "Launch Configuration by this name already exists - "+
		"A launch configuration already exists with the name a")
}
