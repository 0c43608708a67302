package elb_test

import (
	"context"
	"testing"
	"time"

	elbv2 "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"sashweight/shared/awssim"
	"sashweight/shared/awssim/wire"
	observe "sashweight/shared/observe/elb"
)

func TestDelaysAreReadAndMissingTargetGroupsAbsent(t *testing.T) {
	a := awssim.New(awssim.Options{})
	client := elbv2.NewFromConfig(a.UserConfig())
	var arns []string
	for _, name := range []string{"fast", "usual"} {
		out, err := client.CreateTargetGroup(t.Context(), &elbv2.CreateTargetGroupInput{
			Name: &name, Port: new(int32(80)), Protocol: types.ProtocolEnumHttp,
			VpcId: new(a.Machines.DefaultVPC()),
		})
		if err != nil {
			t.Fatal(err)
		}
		arns = append(arns, *out.TargetGroups[0].TargetGroupArn)
	}
	if _, err := client.ModifyTargetGroupAttributes(t.Context(),
		&elbv2.ModifyTargetGroupAttributesInput{
			TargetGroupArn: &arns[0], Attributes: []types.TargetGroupAttribute{{
				Key: new("deregistration_delay.timeout_seconds"), Value: new("15"),
			}},
		}); err != nil {
		t.Fatal(err)
	}
	gone := arns[0][:len(arns[0])-1] + "x"
	delays, err := observe.New(a.UserConfig()).Delays(t.Context(), append(arns, gone, arns[1]))
	if err != nil || len(delays) != 2 || delays[arns[0]] != 15*time.Second ||
		delays[arns[1]] != 300*time.Second {
		t.Errorf("delays are %v, %v", delays, err)
	}
}

func TestADelayThatCannotBeReadIsAnError(t *testing.T) {
	a := awssim.New(awssim.Options{})
	a.Server.Gate = func(context.Context, *wire.Call, func() (any, error)) (any, error) {
		return nil, wire.Error("AccessDenied", "not allowed")
	}
	got, err := observe.New(a.UserConfig()).Delays(t.Context(), []string{"arn:x"})
	if err == nil {
		t.Errorf("got %v, want an error", got)
	}
}
