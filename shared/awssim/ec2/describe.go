package ec2

import (
	"strconv"

	api "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sashweight/shared/awssim/host"
)

// one makes a filter of one value.
func one[T any](f func(T) string) func(T) []string {
	return func(x T) []string { return []string{f(x)} }
}

// instanceFilters are the filters of DescribeInstances that are known here.
func (e *EC2) instanceFilters() values[*instance] {
	m := func(f func(*host.Machine) string) func(*instance) []string {
		return func(i *instance) []string { return []string{f(i.machine)} }
	}
	return values[*instance]{
		"instance-id":         m(func(m *host.Machine) string { return m.InstanceID }),
		"instance-state-name": m(func(m *host.Machine) string { return string(m.State) }),
		"instance-state-code": m(func(m *host.Machine) string {
			return strconv.Itoa(int(codes[m.State]))
		}),
		"availability-zone":          m(func(m *host.Machine) string { return m.Zone }),
		"availability-zone-id":       m(func(m *host.Machine) string { return e.zoneID(m.Zone) }),
		"image-id":                   m(func(m *host.Machine) string { return m.AMI }),
		"instance-type":              m(func(m *host.Machine) string { return m.InstanceType }),
		"private-ip-address":         m(func(m *host.Machine) string { return m.Address }),
		"private-dns-name":           m(func(m *host.Machine) string { return e.dnsName(m.Address) }),
		"subnet-id":                  m(func(m *host.Machine) string { return m.Subnet }),
		"network-interface.vpc-id":   m(e.vpcOf),
		"vpc-id":                     m(e.vpcOf),
		"instance-lifecycle":         m(lifecycle),
		"platform":                   m(platform),
		"owner-id":                   m(func(*host.Machine) string { return e.env.Account }),
		"architecture":               one(e.architecture),
		"key-name":                   one(func(i *instance) string { return i.key }),
		"client-token":               one(func(i *instance) string { return i.token }),
		"reservation-id":             one(func(i *instance) string { return i.reservation }),
		"iam-instance-profile.arn":   one(func(i *instance) string { return i.profile }),
		"instance.group-id":          func(i *instance) []string { return i.groups },
		"network-interface.group-id": func(i *instance) []string { return i.groups },
		"instance.group-name":        e.groupNamesOf,
	}
}

func (e *EC2) architecture(i *instance) string { return string(e.output(i).Architecture) }

func lifecycle(m *host.Machine) string {
	if m.Spot {
		return "spot"
	}
	return "normal"
}

func platform(m *host.Machine) string {
	if m.Windows() {
		return "windows"
	}
	return ""
}

func (e *EC2) groupNamesOf(i *instance) (out []string) {
	for _, g := range e.groupNames(i.groups) {
		out = append(out, text(g.GroupName))
	}
	return out
}

// known are the instances that are described, the oldest first.
func (e *EC2) known() []*instance {
	var out []*instance
	for _, m := range e.machines.All() {
		if i := e.instances[m.InstanceID]; i != nil && e.shown(i) {
			out = append(out, i)
		}
	}
	return out
}

// pick are the instances that a request names by ids, or all that match its filters.
func (e *EC2) pick(ids []string, filters []types.Filter, size *int32) ([]*instance, error) {
	if len(ids) > 0 && size != nil {
		return nil, fail("InvalidParameterCombination", "The parameter instancesSet cannot be "+
			"used with the parameter maxResults")
	}
	if err := checkIDs(ids); err != nil {
		return nil, err
	}
	found, err := e.named(ids)
	if err != nil {
		return nil, err
	}
	return selected(e, found, nameOf, filters, e.instanceFilters())
}

func (e *EC2) named(ids []string) ([]*instance, error) {
	if len(ids) == 0 {
		return e.known(), nil
	}
	var out []*instance
	var gone []string
	for _, id := range ids {
		if i := e.instances[id]; i != nil && e.shown(i) {
			out = append(out, i)
		} else {
			gone = append(gone, id)
		}
	}
	if len(gone) > 0 {
		return nil, absent(gone...)
	}
	return out, nil
}

func checkIDs(ids []string) error {
	for _, id := range ids {
		if kindOf(id) != types.ResourceTypeInstance || len(id) < len("i-12345678") {
			return fail("InvalidInstanceID.Malformed", "Invalid id: \"%s\"", id)
		}
	}
	return nil
}

func (e *EC2) describeInstances(
	in *api.DescribeInstancesInput,
) (*api.DescribeInstancesOutput, error) {
	all, err := e.pick(in.InstanceIds, in.Filters, in.MaxResults)
	if err != nil {
		return nil, err
	}
	shown, next, err := page(all, nameOf, limits{5, 1000}, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &api.DescribeInstancesOutput{NextToken: next, Reservations: []types.Reservation{}}
	at := map[string]int{}
	for _, i := range shown {
		n, ok := at[i.reservation]
		if !ok {
			n = len(out.Reservations)
			at[i.reservation] = n
			out.Reservations = append(out.Reservations, types.Reservation{
				ReservationId: new(i.reservation), OwnerId: new(e.env.Account),
				Groups: []types.GroupIdentifier{},
			})
		}
		r := &out.Reservations[n]
		r.Instances = append(r.Instances, e.output(i))
	}
	return out, nil
}

func (e *EC2) describeInstanceStatus(
	in *api.DescribeInstanceStatusInput,
) (*api.DescribeInstanceStatusOutput, error) {
	if len(in.InstanceIds) > 0 && in.MaxResults != nil {
		return nil, fail("InvalidParameterCombination", "The parameter instancesSet cannot be "+
			"used with the parameter maxResults")
	}
	if err := checkIDs(in.InstanceIds); err != nil {
		return nil, err
	}
	found, err := e.named(in.InstanceIds)
	if err != nil {
		return nil, err
	}
	var all []*instance
	for _, i := range found {
		if i.machine.State == host.Running || isSet(in.IncludeAllInstances) {
			all = append(all, i)
		}
	}
	if all, err = selected(e, all, nameOf, in.Filters, e.statusFilters()); err != nil {
		return nil, err
	}
	shown, next, err := page(all, nameOf, limits{5, 1000}, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &api.DescribeInstanceStatusOutput{
		NextToken: next, InstanceStatuses: make([]types.InstanceStatus, len(shown)),
	}
	for n, i := range shown {
		out.InstanceStatuses[n] = e.status(i.machine)
	}
	return out, nil
}

func (e *EC2) statusFilters() values[*instance] {
	all := e.instanceFilters()
	status := one(func(i *instance) string { return e.machines.Status(i.machine) })
	return values[*instance]{
		"instance-state-name":    all["instance-state-name"],
		"instance-state-code":    all["instance-state-code"],
		"availability-zone":      all["availability-zone"],
		"availability-zone-id":   all["availability-zone-id"],
		"instance-status.status": status, "system-status.status": one(e.systemStatus),
		"event.code": func(i *instance) (out []string) {
			for _, p := range i.machine.Planned {
				out = append(out, p.Code)
			}
			return out
		},
	}
}

// systemStatus is the check of what is under the machine: it passes when the instance's own fails.
func (e *EC2) systemStatus(i *instance) string {
	s := e.machines.Status(i.machine)
	if s == host.StatusImpaired {
		return host.StatusOK
	}
	return s
}

func (e *EC2) status(m *host.Machine) types.InstanceStatus {
	own := e.machines.Status(m)
	out := types.InstanceStatus{
		InstanceId: new(m.InstanceID), AvailabilityZone: new(m.Zone),
		AvailabilityZoneId: new(e.zoneID(m.Zone)), InstanceState: StateOf(m.State),
		InstanceStatus: summary(own, m),
		SystemStatus:   summary(e.systemStatus(e.instances[m.InstanceID]), m),
	}
	for _, p := range m.Planned {
		event := types.InstanceStatusEvent{
			InstanceEventId: new(p.ID), Code: types.EventCode(p.Code),
			Description: new(p.Description), NotBefore: new(p.NotBefore),
		}
		if !p.NotAfter.IsZero() {
			event.NotAfter = new(p.NotAfter)
		}
		out.Events = append(out.Events, event)
	}
	return out
}

// details are the words for the one check, reachability.
var details = map[string]types.StatusType{
	host.StatusOK: types.StatusTypePassed, host.StatusImpaired: types.StatusTypeFailed,
	host.StatusInitializing: types.StatusTypeInitializing,
}

func summary(status string, m *host.Machine) *types.InstanceStatusSummary {
	s := &types.InstanceStatusSummary{Status: types.SummaryStatus(status)}
	if d, ok := details[status]; ok {
		check := types.InstanceStatusDetails{Name: types.StatusNameReachability, Status: d}
		if d == types.StatusTypeFailed {
			check.ImpairedSince = new(m.Impaired)
		}
		s.Details = []types.InstanceStatusDetails{check}
	}
	return s
}
