package awssim_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"sashweight/shared/awssim"
	"sashweight/shared/awssim/host"
)

// SSM-4
func TestEmptyAccountHasPublicImageParameters(t *testing.T) {
	a := awssim.New(awssim.Options{})
	client := ssm.NewFromConfig(a.UserConfig())
	for _, name := range []string{
		"/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-ECS_Optimized/image_id",
		"/aws/service/ami-windows-latest/Windows_Server-2025-English-Full-Base",
		"/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
		"/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
		"/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2",
		"/aws/service/canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id",
	} {
		out, err := client.GetParameter(t.Context(), &ssm.GetParameterInput{Name: &name})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if image := a.Machines.AMI(*out.Parameter.Value); image == nil || !image.Public {
			t.Errorf("%s names %s, which is no public image", name, *out.Parameter.Value)
		}
	}
	name := "/aws/service/ecs/optimized-ami/amazon-linux-2/recommended"
	out, err := client.GetParameter(t.Context(), &ssm.GetParameterInput{Name: &name})
	if err != nil || (*out.Parameter.Value)[:17] != `{"image_id":"ami-` {
		t.Errorf("%s is %v, %v, want JSON with the id of an image", name, out, err)
	}
}

// pings are the ping statuses of all machines that Systems Manager knows, by id.
func pings(t *testing.T, a *awssim.Account) map[string]string {
	t.Helper()
	out, err := ssm.NewFromConfig(a.UserConfig()).DescribeInstanceInformation(t.Context(),
		&ssm.DescribeInstanceInformationInput{})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, i := range out.InstanceInformationList {
		all[*i.InstanceId] = string(i.PingStatus)
	}
	return all
}

// SSM-5
func TestMachinesAnswerSystemsManagerWhileTheyAreUp(t *testing.T) {
	a := awssim.New(awssim.Options{})
	spec := host.Template{CPU: 2048, Memory: 4096, OSFamily: "WINDOWS_SERVER_2022_CORE",
		Boot: host.Duration{Median: time.Minute}}
	launch := func() *host.Machine {
		x, err := a.Machines.Launch(spec, "us-east-1a", "")
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	ids := map[string]string{}
	for _, what := range []string{"up", "hangs", "impaired", "stopped", "ended"} {
		ids[what] = launch().InstanceID
	}
	silent := launch()
	silent.NeverRegisters = true
	ids["never"], ids["external"] = silent.InstanceID, a.Machines.AddExternal(spec).InstanceID
	if got := len(pings(t, a)); got != 0 {
		t.Errorf("%d machines answer before they have booted, want none", got)
	}
	a.Advance(2 * time.Minute)
	a.Machines.Hang(ids["hangs"])
	a.Machines.Impair(ids["impaired"])
	a.Machines.Stop(ids["stopped"])
	a.Machines.Terminate(ids["ended"])
	a.Advance(6 * time.Minute)
	got := pings(t, a)
	for what, want := range map[string]string{
		"up": "Online", "external": "Online", "hangs": "ConnectionLost",
		"impaired": "ConnectionLost", "stopped": "ConnectionLost", "ended": "", "never": "",
	} {
		if got[ids[what]] != want {
			t.Errorf("the machine %q is %q for Systems Manager, want %q", what, got[ids[what]], want)
		}
	}
}
