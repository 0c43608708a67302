package conformance

import (
	"context"
	"errors"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/smithy-go"

	simulated "sashweight/shared/awssim/ec2"
	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// on registers an operation that does nothing: its names on the wire are what is tried.
func on[I, O any](s *wire.Service) {
	name := strings.TrimSuffix(reflect.TypeFor[I]().Name(), "Input")
	wire.On(s, name, func(context.Context, *I) (*O, error) { return new(O), nil })
}

// simulatedEC2 is the service itself. The SDK's module of EC2 has requests recorded, but no
// answers, so that it is no subject of the other tests.
func simulatedEC2() subject {
	k := kernel.New(1, time.Date(2027, 1, 4, 0, 0, 0, 0, time.UTC))
	env := &kernel.Env{Kernel: k, Account: "123456789012", Region: "us-east-1"}
	env.Publish = func(kernel.Event) {}
	return subject{"ec2", simulated.New(env, host.New(env)).Service,
		func(c aws.Config) any { return ec2.NewFromConfig(c) }}
}

func ec2First(s *wire.Service) {
	on[ec2.AssociateRouteTableInput, ec2.AssociateRouteTableOutput](s)
	on[ec2.AttachInternetGatewayInput, ec2.AttachInternetGatewayOutput](s)
	on[ec2.AuthorizeSecurityGroupEgressInput, ec2.AuthorizeSecurityGroupEgressOutput](s)
	on[ec2.AuthorizeSecurityGroupIngressInput, ec2.AuthorizeSecurityGroupIngressOutput](s)
	on[ec2.CopyImageInput, ec2.CopyImageOutput](s)
	on[ec2.CreateImageInput, ec2.CreateImageOutput](s)
	on[ec2.CreateInternetGatewayInput, ec2.CreateInternetGatewayOutput](s)
	on[ec2.CreateKeyPairInput, ec2.CreateKeyPairOutput](s)
	on[ec2.CreateLaunchTemplateInput, ec2.CreateLaunchTemplateOutput](s)
	on[ec2.CreateLaunchTemplateVersionInput, ec2.CreateLaunchTemplateVersionOutput](s)
	on[ec2.CreateRouteInput, ec2.CreateRouteOutput](s)
	on[ec2.CreateRouteTableInput, ec2.CreateRouteTableOutput](s)
	on[ec2.CreateSecurityGroupInput, ec2.CreateSecurityGroupOutput](s)
	on[ec2.CreateSubnetInput, ec2.CreateSubnetOutput](s)
	on[ec2.CreateTagsInput, ec2.CreateTagsOutput](s)
	on[ec2.CreateVpcInput, ec2.CreateVpcOutput](s)
	on[ec2.DeleteInternetGatewayInput, ec2.DeleteInternetGatewayOutput](s)
	on[ec2.DeleteKeyPairInput, ec2.DeleteKeyPairOutput](s)
	on[ec2.DeleteLaunchTemplateInput, ec2.DeleteLaunchTemplateOutput](s)
	on[ec2.DeleteLaunchTemplateVersionsInput, ec2.DeleteLaunchTemplateVersionsOutput](s)
	on[ec2.DeleteRouteTableInput, ec2.DeleteRouteTableOutput](s)
	on[ec2.DeleteSecurityGroupInput, ec2.DeleteSecurityGroupOutput](s)
	on[ec2.DeleteSubnetInput, ec2.DeleteSubnetOutput](s)
	on[ec2.DeleteTagsInput, ec2.DeleteTagsOutput](s)
	on[ec2.DeleteVpcInput, ec2.DeleteVpcOutput](s)
	on[ec2.DeregisterImageInput, ec2.DeregisterImageOutput](s)
	on[ec2.DescribeAccountAttributesInput, ec2.DescribeAccountAttributesOutput](s)
	on[ec2.DescribeAvailabilityZonesInput, ec2.DescribeAvailabilityZonesOutput](s)
	on[ec2.DescribeImageAttributeInput, ec2.DescribeImageAttributeOutput](s)
	on[ec2.DescribeImagesInput, ec2.DescribeImagesOutput](s)
	on[ec2.DescribeInstanceStatusInput, ec2.DescribeInstanceStatusOutput](s)
	on[ec2.DescribeInstanceTypeOfferingsInput, ec2.DescribeInstanceTypeOfferingsOutput](s)
	on[ec2.DescribeInstanceTypesInput, ec2.DescribeInstanceTypesOutput](s)
}

func ec2Second(s *wire.Service) {
	on[ec2.DescribeInstancesInput, ec2.DescribeInstancesOutput](s)
	on[ec2.DescribeInternetGatewaysInput, ec2.DescribeInternetGatewaysOutput](s)
	on[ec2.DescribeKeyPairsInput, ec2.DescribeKeyPairsOutput](s)
	on[ec2.DescribeLaunchTemplateVersionsInput, ec2.DescribeLaunchTemplateVersionsOutput](s)
	on[ec2.DescribeLaunchTemplatesInput, ec2.DescribeLaunchTemplatesOutput](s)
	on[ec2.DescribeNetworkInterfacesInput, ec2.DescribeNetworkInterfacesOutput](s)
	on[ec2.DescribeRegionsInput, ec2.DescribeRegionsOutput](s)
	on[ec2.DescribeRouteTablesInput, ec2.DescribeRouteTablesOutput](s)
	on[ec2.DescribeSecurityGroupsInput, ec2.DescribeSecurityGroupsOutput](s)
	on[ec2.DescribeSnapshotsInput, ec2.DescribeSnapshotsOutput](s)
	on[ec2.DescribeSpotPriceHistoryInput, ec2.DescribeSpotPriceHistoryOutput](s)
	on[ec2.DescribeSubnetsInput, ec2.DescribeSubnetsOutput](s)
	on[ec2.DescribeTagsInput, ec2.DescribeTagsOutput](s)
	on[ec2.DescribeVolumesInput, ec2.DescribeVolumesOutput](s)
	on[ec2.DescribeVpcAttributeInput, ec2.DescribeVpcAttributeOutput](s)
	on[ec2.DescribeVpcsInput, ec2.DescribeVpcsOutput](s)
	on[ec2.DetachInternetGatewayInput, ec2.DetachInternetGatewayOutput](s)
	on[ec2.DisableImageDeprecationInput, ec2.DisableImageDeprecationOutput](s)
	on[ec2.DisassociateRouteTableInput, ec2.DisassociateRouteTableOutput](s)
	on[ec2.EnableImageDeprecationInput, ec2.EnableImageDeprecationOutput](s)
	on[ec2.GetLaunchTemplateDataInput, ec2.GetLaunchTemplateDataOutput](s)
	on[ec2.ImportKeyPairInput, ec2.ImportKeyPairOutput](s)
	on[ec2.ModifyImageAttributeInput, ec2.ModifyImageAttributeOutput](s)
	on[ec2.ModifyInstanceAttributeInput, ec2.ModifyInstanceAttributeOutput](s)
	on[ec2.ModifyLaunchTemplateInput, ec2.ModifyLaunchTemplateOutput](s)
	on[ec2.ModifySubnetAttributeInput, ec2.ModifySubnetAttributeOutput](s)
	on[ec2.ModifyVpcAttributeInput, ec2.ModifyVpcAttributeOutput](s)
	on[ec2.RebootInstancesInput, ec2.RebootInstancesOutput](s)
	on[ec2.RevokeSecurityGroupEgressInput, ec2.RevokeSecurityGroupEgressOutput](s)
	on[ec2.RevokeSecurityGroupIngressInput, ec2.RevokeSecurityGroupIngressOutput](s)
	on[ec2.RunInstancesInput, ec2.RunInstancesOutput](s)
	on[ec2.StartInstancesInput, ec2.StartInstancesOutput](s)
	on[ec2.StopInstancesInput, ec2.StopInstancesOutput](s)
	on[ec2.TerminateInstancesInput, ec2.TerminateInstancesOutput](s)
}

func ec2Subject() subject {
	s := wire.NewService(wire.Spec{
		ID: "EC2", Scope: "ec2", Protocol: wire.EC2Query,
		Namespace: "http://ec2.amazonaws.com/doc/2016-11-15/",
	})
	ec2First(s)
	ec2Second(s)
	return subject{"ec2", s, func(c aws.Config) any { return ec2.NewFromConfig(c) }}
}

// Every operation that has names has them right, in requests and in answers, whether it is
// simulated yet or not (WIRE-1).
func TestEC2RequestsAreRead(t *testing.T) {
	b := newBench(t, ec2Subject())
	list, err := os.ReadFile("../wire/ec2/operations.txt")
	if err != nil || !slices.Equal(strings.Fields(string(list)), b.service.Operations()) {
		t.Errorf("operations.txt lists others than the test (%v)", err)
	}
	for _, op := range b.operations(t) {
		in, want, err := b.decode(op)
		if err != nil {
			t.Errorf("%s: %v", op, err)
			continue
		}
		sdk := &recorder{}
		if _, err = b.invoke(sdk, op, in); !errors.Is(err, errKept) {
			t.Errorf("%s: the SDK did not send: %v", op, err)
		} else if d := differ(wire.Query, sdk.sent, want.body); d != "" {
			t.Errorf("%s: %s", op, d)
		}
	}
}

// WIRE-2.
func TestEC2OutputsSurviveTheWire(t *testing.T) {
	b := newBench(t, ec2Subject())
	for _, op := range b.operations(t) {
		if d := b.roundTrip(op); d != "" {
			t.Errorf("%s: %s", op, d)
		}
	}
}

// WIRE-3.
func TestEC2ErrorsCarryCodeMessageAndRequest(t *testing.T) {
	b := newBench(t, ec2Subject())
	b.err = wire.Error("InvalidInstanceID.NotFound", "The instance ID 'i-1' does not exist")
	_, err := b.invoke(b.server, "DescribeInstances", &ec2.DescribeInstancesInput{})
	var failed smithy.APIError
	if !errors.As(err, &failed) || failed.ErrorCode() != "InvalidInstanceID.NotFound" ||
		failed.ErrorMessage() != "The instance ID 'i-1' does not exist" ||
		!strings.Contains(err.Error(), "StatusCode: 400, RequestID: 00000000-") {
		t.Errorf("got %v", err)
	}
}
