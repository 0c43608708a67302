package ssm_test

import (
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/ssm"
	"sashweight/shared/awssim/wire"
)

func fleet(t *testing.T, n int) (*sdk.Client, *ssm.SSM, *kernel.Kernel) {
	t.Helper()
	k := kernel.New(1, time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC))
	s := ssm.New(&kernel.Env{Kernel: k, Account: "123456789012", Region: "us-east-1"})
	start := k.Now()
	s.Instances = func() (out []ssm.Managed) {
		for i := range n {
			seen := k.Now()
			if i == 0 {
				seen = start
			}
			out = append(out, ssm.Managed{ID: "i-" + string(rune('a'+i)), Windows: true, Seen: seen})
		}
		return out
	}
	client := sdk.NewFromConfig(wire.NewServer(s.Service).Config(
		wire.Caller{AccessKey: "tester"}, "us-east-1"))
	return client, s, k
}

// SSM-1: an agent that is silent for more than five minutes has lost its connection.
func TestASilentAgentHasLostItsConnection(t *testing.T) {
	client, _, k := fleet(t, 2)
	k.Advance(6 * time.Minute)
	out, err := client.DescribeInstanceInformation(t.Context(),
		&sdk.DescribeInstanceInformationInput{Filters: []types.InstanceInformationStringFilter{
			{Key: new("PingStatus"), Values: []string{"ConnectionLost"}},
		}})
	if err != nil || len(out.InstanceInformationList) != 1 ||
		*out.InstanceInformationList[0].InstanceId != "i-a" {
		t.Errorf("%+v, %v", out, err)
	}
}

// SSM-2: machines come in pages of 5 to 50.
func TestManagedMachinesComeInPages(t *testing.T) {
	client, _, _ := fleet(t, 12)
	pages := sdk.NewDescribeInstanceInformationPaginator(client,
		&sdk.DescribeInstanceInformationInput{MaxResults: new(int32(5))})
	n := 0
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		n += len(page.InstanceInformationList)
	}
	if n != 12 {
		t.Errorf("%d machines, want 12", n)
	}
	_, err := client.DescribeInstanceInformation(t.Context(),
		&sdk.DescribeInstanceInformationInput{MaxResults: new(int32(4))})
	if err == nil {
		t.Error("a page of 4 was given")
	}
}

// SSM-3: AWS's own parameters are there without the customer's doing, and only under their path.
func TestPublicParametersAreFoundUnderTheirOwnPathOnly(t *testing.T) {
	client, s, _ := fleet(t, 0)
	name := "/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-ECS_Optimized/image_id"
	s.SetPublic(name, "ami-1", "aws:ec2:image")
	s.SetPublic(name, "ami-2", "aws:ec2:image")
	got, err := client.GetParameter(t.Context(), &sdk.GetParameterInput{Name: &name})
	if err != nil || *got.Parameter.Value != "ami-2" || got.Parameter.Version != 2 {
		t.Errorf("%+v, %v", got, err)
	}
	for path, want := range map[string]int{"/aws/service/ami-windows-latest": 1, "/": 0} {
		out, err := client.GetParametersByPath(t.Context(), &sdk.GetParametersByPathInput{
			Path: &path, Recursive: new(true),
		})
		if err != nil || len(out.Parameters) != want {
			t.Errorf("%s: %d parameters, %v", path, len(out.Parameters), err)
		}
	}
}
