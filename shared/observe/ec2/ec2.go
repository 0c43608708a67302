// Package ec2 reads what EC2 itself says of instances, apart from ECS and from their groups. It
// calls only Describe operations.
package ec2

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sashweight/shared/awsclient"
	"sashweight/shared/fleet"
)

// instancesMax is how many ids one DescribeInstanceStatus takes (EC2 API reference).
const instancesMax = 100

// Reader reads one account's EC2.
type Reader struct{ client *ec2.Client }

// New returns a reader with the account and Region of cfg.
func New(cfg aws.Config) *Reader { return &Reader{client: ec2.NewFromConfig(cfg)} }

// Hosts returns EC2's view of the given instances, by id, without Systems Manager's. One that EC2
// does not know is there with an empty state; an id that is none of EC2's, such as mi-…, is absent.
func (r *Reader) Hosts(ctx context.Context, ids []string) (map[string]fleet.Host, error) {
	hosts := map[string]fleet.Host{}
	var known []string
	for _, id := range ids {
		if fleet.ValidInstance(id) {
			hosts[id] = fleet.Host{}
			known = append(known, id)
		}
	}
	for some := range slices.Chunk(known, instancesMax) {
		if err := r.describe(ctx, some, hosts); err != nil {
			return nil, fmt.Errorf("describe status of %d instances: %w", len(some), err)
		}
	}
	return hosts, nil
}

// describe asks for ids, and again without those that EC2 then says do not exist: one of them makes
// the whole call fail (EC2 API reference, errors-overview, InvalidInstanceID.NotFound).
func (r *Reader) describe(
	ctx context.Context, ids []string, hosts map[string]fleet.Host,
) error {
	for len(ids) > 0 {
		err := r.pages(ctx, ids, hosts)
		if err == nil {
			return nil
		}
		unknown := awsclient.UnknownInstances(err)
		rest := slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
			return slices.Contains(unknown, id)
		})
		if len(rest) == len(ids) {
			return err
		}
		ids = rest
	}
	return nil
}

// statuses is the one call of EC2's that is made, for the paginator. A whole client in an interface
// would keep the linker from leaving out any of EC2's eight hundred operations: they make half of
// the program.
type statuses func(
	context.Context, *ec2.DescribeInstanceStatusInput, ...func(*ec2.Options),
) (*ec2.DescribeInstanceStatusOutput, error)

// DescribeInstanceStatus is EC2's.
func (call statuses) DescribeInstanceStatus(
	ctx context.Context, in *ec2.DescribeInstanceStatusInput, options ...func(*ec2.Options),
) (*ec2.DescribeInstanceStatusOutput, error) {
	return call(ctx, in, options...)
}

func (r *Reader) pages(ctx context.Context, ids []string, hosts map[string]fleet.Host) error {
	pages := ec2.NewDescribeInstanceStatusPaginator(statuses(r.client.DescribeInstanceStatus),
		&ec2.DescribeInstanceStatusInput{InstanceIds: ids, IncludeAllInstances: aws.Bool(true)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, s := range page.InstanceStatuses {
			hosts[aws.ToString(s.InstanceId)] = hostOf(s)
		}
	}
	return nil
}

func hostOf(s types.InstanceStatus) fleet.Host {
	var h fleet.Host
	if s.InstanceState != nil {
		h.State = string(s.InstanceState.Name)
	}
	h.Checked = true
	for _, check := range []*types.InstanceStatusSummary{s.InstanceStatus, s.SystemStatus} {
		var status types.SummaryStatus
		if check != nil {
			status = check.Status
		}
		h.Impaired = h.Impaired || status == types.SummaryStatusImpaired
		h.Checked = h.Checked &&
			(status == types.SummaryStatusOk || status == types.SummaryStatusImpaired)
	}
	for _, e := range s.Events {
		if !over(e) {
			h.Events = append(h.Events, fleet.HostEvent{
				Code: string(e.Code), NotBefore: aws.ToTime(e.NotBefore),
			})
		}
	}
	slices.SortFunc(h.Events, func(a, b fleet.HostEvent) int {
		if c := a.NotBefore.Compare(b.NotBefore); c != 0 {
			return c
		}
		return strings.Compare(a.Code, b.Code)
	})
	return h
}

// over says that nothing more will come of an event. EC2 tells of it for some days after that, with
// a description that begins so (EC2 API reference, InstanceStatusEvent).
func over(e types.InstanceStatusEvent) bool {
	text := aws.ToString(e.Description)
	return strings.HasPrefix(text, "[Completed]") || strings.HasPrefix(text, "[Canceled]")
}
