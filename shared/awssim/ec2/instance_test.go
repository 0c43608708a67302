package ec2_test

import (
	"slices"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sashweight/shared/awssim/host"
)

// EC2-1
func TestAnInstanceGoesThroughItsStates(t *testing.T) {
	w := newWorld(t)
	id := *w.run(1, nil)[0].InstanceId
	state := func() types.InstanceStateName { return w.describe(id).State.Name }
	want(w, "at once", state(), types.InstanceStateNamePending)
	w.advance(time.Minute)
	want(w, "soon", state(), types.InstanceStateNameRunning)
	ids := []string{id}
	stop := must(w.StopInstances(w.Context(), &sdk.StopInstancesInput{InstanceIds: ids}))(w)
	want(w, "stop", stop.StoppingInstances[0].PreviousState.Name, types.InstanceStateNameRunning)
	want(w, "stop", *stop.StoppingInstances[0].CurrentState.Code, 64)
	w.advance(time.Minute)
	want(w, "stopped", state(), types.InstanceStateNameStopped)
	must(w.StartInstances(w.Context(), &sdk.StartInstancesInput{InstanceIds: ids}))(w)
	want(w, "start", state(), types.InstanceStateNamePending)
	w.advance(time.Minute)
	must(w.TerminateInstances(w.Context(), &sdk.TerminateInstancesInput{InstanceIds: ids}))(w)
	want(w, "end", state(), types.InstanceStateNameShuttingDown)
	w.advance(time.Minute)
	gone := w.describe(id)
	want(w, "ended", gone.State.Name, types.InstanceStateNameTerminated)
	want(w, "reason", *gone.StateReason.Code, "Client.UserInitiatedShutdown")
	want(w, "its address", gone.PrivateIpAddress == nil, true)
	start := &sdk.StartInstancesInput{InstanceIds: ids}
	want(w, "start it", code(w.StartInstances(w.Context(), start)), "IncorrectInstanceState")
	w.advance(time.Hour)
	want(w, "an hour later", code(w.DescribeInstances(w.Context(),
		&sdk.DescribeInstancesInput{InstanceIds: ids})), "InvalidInstanceID.NotFound")
}

// EC2-2
func TestEveryChangeOfStateIsAnEvent(t *testing.T) {
	w := newWorld(t)
	id := *w.run(1, nil)[0].InstanceId
	w.advance(time.Minute)
	w.machines.Stop(id)
	w.advance(time.Minute)
	if err := w.machines.Start(id); err != nil {
		t.Fatal(err)
	}
	w.advance(time.Minute)
	w.machines.RecommendRebalance(id)
	w.machines.Terminate(id)
	w.advance(time.Minute)
	got := ""
	for _, e := range w.events {
		if e.DetailType != "EC2 Instance State-change Notification" {
			got += "[" + e.DetailType + "] "
			continue
		}
		got += e.Detail().(map[string]string)["state"] + " "
	}
	want(w, "events", got, "pending running stopping stopped pending running "+
		"[EC2 Instance Rebalance Recommendation] shutting-down terminated ")
}

// EC2-3
func TestDescribeInstancesFiltersAndPages(t *testing.T) {
	w := newWorld(t)
	all := w.run(7, func(in *sdk.RunInstancesInput) {
		in.TagSpecifications = []types.TagSpecification{{
			ResourceType: types.ResourceTypeInstance,
			Tags:         []types.Tag{{Key: new("team"), Value: new("blue")}},
		}}
	})
	other := *w.run(1, func(in *sdk.RunInstancesInput) {
		in.InstanceType = types.InstanceTypeC5Xlarge
		in.Placement = &types.Placement{AvailabilityZone: new("us-east-1c")}
	})[0].InstanceId
	w.advance(time.Minute)
	for _, f := range [][2]string{
		{"instance-id", other}, {"availability-zone", "us-east-1c"}, {"instance-type", "c5*"},
		{"private-ip-address", *w.describe(other).PrivateIpAddress},
		{"subnet-id", w.machines.DefaultSubnet("us-east-1c").ID},
	} {
		want(w, f[0], w.ids(f[0], f[1]), other+" ")
	}
	want(w, "both", w.ids("tag:team", "blue", "instance-type", "c5.xlarge"), "")
	want(w, "no such filter", code(w.DescribeInstances(w.Context(), &sdk.DescribeInstancesInput{
		Filters: []types.Filter{{Name: new("colour"), Values: []string{"blue"}}},
	})), "InvalidParameterValue")
	in := &sdk.DescribeInstancesInput{MaxResults: new(int32(5)), Filters: []types.Filter{
		{Name: new("tag-key"), Values: []string{"team"}},
		{Name: new("instance-state-name"), Values: []string{"running", "stopped"}},
	}}
	var pages, found int
	for p := sdk.NewDescribeInstancesPaginator(w, in); p.HasMorePages(); pages++ {
		page := must(p.NextPage(w.Context()))(w)
		found += len(page.Reservations[0].Instances)
	}
	want(w, "pages", pages, 2)
	want(w, "found", found, len(all))
	for n, want := range map[int32]string{4: "InvalidParameterValue", 1001: "InvalidParameterValue"} {
		_, err := w.DescribeInstances(w.Context(), &sdk.DescribeInstancesInput{MaxResults: &n})
		if got := code(0, err); got != want {
			t.Errorf("MaxResults %d: %q", n, got)
		}
	}
	want(w, "ids and pages", code(w.DescribeInstances(w.Context(), &sdk.DescribeInstancesInput{
		InstanceIds: []string{other}, MaxResults: new(int32(5)),
	})), "InvalidParameterCombination")
	want(w, "token", code(w.DescribeInstances(w.Context(), &sdk.DescribeInstancesInput{
		NextToken: new("?"),
	})), "InvalidNextToken")
}

// EC2-4
func TestRunInstancesWithATokenIsDoneOnce(t *testing.T) {
	w := newWorld(t)
	once := func(in *sdk.RunInstancesInput) { in.ClientToken = new("token") }
	first := *w.run(1, once)[0].InstanceId
	w.advance(time.Minute)
	again := w.run(1, once)[0]
	want(w, "again", *again.InstanceId, first)
	want(w, "as it is now", again.State.Name, types.InstanceStateNameRunning)
	in := request(2)
	once(in)
	want(w, "another request", code(w.RunInstances(w.Context(), in)), "IdempotentParameterMismatch")
	in = request(1)
	in.DryRun = new(true)
	want(w, "dry run", code(w.RunInstances(w.Context(), in)), "DryRunOperation")
	want(w, "instances", len(w.machines.All()), 1)
}

// EC2-5
func TestLaunchesFailWithEC2sCodes(t *testing.T) {
	w := newWorld(t)
	private := w.machines.AddAMI(host.AMI{ID: "ami-0aaaaaaaaaaaaaaaa", Owner: "999999999999",
		OSFamily: "WINDOWS_SERVER_2022_CORE"})
	gone := w.machines.AddAMI(host.AMI{ID: "ami-0bbbbbbbbbbbbbbbb", Owner: w.env.Account,
		OSFamily: "WINDOWS_SERVER_2022_CORE"})
	must(w.DeregisterImage(w.Context(), &sdk.DeregisterImageInput{ImageId: &gone.ID}))(w)
	w.machines.RunOut("us-east-1b", "m5.large")
	w.machines.VCPULimit = 4
	for name, c := range map[string]struct {
		change func(*sdk.RunInstancesInput)
		want   string
	}{
		"no such image": {func(in *sdk.RunInstancesInput) {
			in.ImageId = new("ami-0123456789abcdef0")
		}, "InvalidAMIID.NotFound"},
		"private": {func(in *sdk.RunInstancesInput) { in.ImageId = &private.ID }, "AuthFailure"},
		"deregistered": {func(in *sdk.RunInstancesInput) { in.ImageId = &gone.ID },
			"InvalidAMIID.Unavailable"},
		"no such type": {func(in *sdk.RunInstancesInput) { in.InstanceType = "m5.tiny" },
			"InvalidParameterValue"},
		"wrong architecture": {func(in *sdk.RunInstancesInput) { in.InstanceType = "m6g.large" },
			"InvalidParameterValue"},
		"no capacity": {func(in *sdk.RunInstancesInput) {
			in.Placement = &types.Placement{AvailabilityZone: new("us-east-1b")}
		}, "InsufficientInstanceCapacity"},
		"vCPU limit": {func(in *sdk.RunInstancesInput) {
			in.MinCount, in.MaxCount = new(int32(3)), new(int32(3))
		}, "VcpuLimitExceeded"},
		"no such subnet": {func(in *sdk.RunInstancesInput) {
			in.SubnetId = new("subnet-0123456789abcdef0")
		}, "InvalidSubnetID.NotFound"},
		"no such group": {func(in *sdk.RunInstancesInput) {
			in.SecurityGroupIds = []string{"sg-0123456789abcdef0"}
		}, "InvalidGroup.NotFound"},
		"no image": {func(in *sdk.RunInstancesInput) { in.ImageId = nil }, "MissingParameter"},
	} {
		in := request(1)
		c.change(in)
		want(w, name, code(w.RunInstances(w.Context(), in)), c.want)
	}
	in := request(1)
	in.MaxCount = new(int32(9))
	out := must(w.RunInstances(w.Context(), in))(w)
	want(w, "as many as the limit leaves", len(out.Instances), 2)
}

// EC2-6
func TestStatusChecksTellWhetherAnInstanceAnswers(t *testing.T) {
	w := newWorld(t)
	id := *w.run(1, nil)[0].InstanceId
	status := func(all bool) string {
		out := must(w.DescribeInstanceStatus(w.Context(), &sdk.DescribeInstanceStatusInput{
			IncludeAllInstances: &all,
		}))(w)
		return lines(out.InstanceStatuses, func(s types.InstanceStatus) string {
			return string(s.InstanceStatus.Status) + " " + string(s.SystemStatus.Status)
		})
	}
	want(w, "pending", status(false), "")
	want(w, "pending, all", status(true), "not-applicable not-applicable\n")
	w.advance(time.Minute)
	want(w, "new", status(false), "initializing initializing\n")
	w.advance(10 * time.Minute)
	want(w, "later", status(false), "ok ok\n")
	agents := len(w.agents)
	w.machines.LoseZone(w.machines.Get(id).Zone)
	want(w, "lost just now", status(false), "ok ok\n")
	w.advance(2 * time.Minute)
	want(w, "lost", status(false), "impaired ok\n")
	w.machines.Plan(id, host.ScheduledEvent{Code: "instance-retirement",
		Description: "retirement", NotBefore: w.env.Now().Add(time.Hour)})
	out := must(w.DescribeInstanceStatus(w.Context(), &sdk.DescribeInstanceStatusInput{}))(w)
	want(w, "planned", out.InstanceStatuses[0].Events[0].Code, types.EventCodeInstanceRetirement)
	w.advance(2 * time.Hour)
	want(w, "retired", w.describe(id).State.Name, types.InstanceStateNameStopped)
	want(w, "agents", len(w.agents), agents)
}

// EC2-7
func TestSpotInstancesAreTakenAndNotStopped(t *testing.T) {
	w := newWorld(t)
	i := w.run(1, func(in *sdk.RunInstancesInput) {
		in.InstanceMarketOptions = &types.InstanceMarketOptionsRequest{
			MarketType: types.MarketTypeSpot,
		}
	})[0]
	want(w, "life cycle", i.InstanceLifecycle, types.InstanceLifecycleTypeSpot)
	w.advance(time.Minute)
	want(w, "stop", code(w.StopInstances(w.Context(), &sdk.StopInstancesInput{
		InstanceIds: []string{*i.InstanceId},
	})), "UnsupportedOperation")
	w.machines.InterruptSpot(*i.InstanceId)
	w.advance(3 * time.Minute)
	want(w, "reason", *w.describe(*i.InstanceId).StateReason.Code, "Server.SpotInstanceTermination")
	for _, z := range w.machines.Zones() {
		w.machines.RunOutOfSpot(z, "")
	}
	in := request(1)
	in.InstanceMarketOptions = &types.InstanceMarketOptionsRequest{MarketType: types.MarketTypeSpot}
	want(w, "no Spot capacity", code(w.RunInstances(w.Context(), in)), "InsufficientInstanceCapacity")
	w.run(1, nil)
}

// EC2-8
func TestAProtectedInstanceIsNotTerminated(t *testing.T) {
	w := newWorld(t)
	i := w.run(1, func(in *sdk.RunInstancesInput) { in.DisableApiTermination = new(true) })[0]
	want(w, "terminate", code(w.TerminateInstances(w.Context(), &sdk.TerminateInstancesInput{
		InstanceIds: []string{*i.InstanceId},
	})), "OperationNotPermitted")
	for id, want := range map[string]string{
		"i-0123456789abcdef0": "InvalidInstanceID.NotFound", "x": "InvalidInstanceID.Malformed",
	} {
		_, err := w.RebootInstances(w.Context(), &sdk.RebootInstancesInput{InstanceIds: []string{id}})
		if got := code(0, err); got != want {
			t.Errorf("%s: %s", id, got)
		}
	}
}

// EC2-9
func TestInstanceTypesHaveTheirDocumentedFigures(t *testing.T) {
	w := newWorld(t)
	for name, figures := range map[types.InstanceType][4]int64{
		"t3.micro": {2, 1024, 2, 2}, "t3.large": {2, 8192, 3, 12}, "m5.large": {2, 8192, 3, 10},
		"m5.2xlarge": {8, 32768, 4, 15}, "m6i.32xlarge": {128, 524288, 15, 50},
		"c5.9xlarge": {36, 73728, 8, 30}, "c6i.xlarge": {4, 8192, 4, 15},
		"r5.4xlarge": {16, 131072, 8, 30}, "r6i.large": {2, 16384, 3, 10}, "m6g.medium": {1, 4096, 2, 4},
	} {
		out := must(w.DescribeInstanceTypes(w.Context(), &sdk.DescribeInstanceTypesInput{
			InstanceTypes: []types.InstanceType{name},
		}))(w).InstanceTypes[0]
		want(w, string(name), [4]int64{
			int64(*out.VCpuInfo.DefaultVCpus), *out.MemoryInfo.SizeInMiB,
			int64(*out.NetworkInfo.MaximumNetworkInterfaces),
			int64(*out.NetworkInfo.Ipv4AddressesPerInterface),
		}, figures)
	}
	var all []string
	p := sdk.NewDescribeInstanceTypesPaginator(w, &sdk.DescribeInstanceTypesInput{})
	for p.HasMorePages() {
		for _, it := range must(p.NextPage(w.Context()))(w).InstanceTypes {
			all = append(all, string(it.InstanceType))
		}
	}
	want(w, "sorted", slices.IsSorted(all), true)
	want(w, "all", len(all), len(host.InstanceTypes()))
	want(w, "unknown", code(w.DescribeInstanceTypes(w.Context(), &sdk.DescribeInstanceTypesInput{
		InstanceTypes: []types.InstanceType{"x1.tiny"},
	})), "InvalidInstanceType")
	offered := must(w.DescribeInstanceTypeOfferings(w.Context(),
		&sdk.DescribeInstanceTypeOfferingsInput{
			LocationType: types.LocationTypeAvailabilityZone,
			Filters:      []types.Filter{{Name: new("instance-type"), Values: []string{"m5.large"}}},
		}))(w)
	want(w, "offered in zones", len(offered.InstanceTypeOfferings), 6)
}
