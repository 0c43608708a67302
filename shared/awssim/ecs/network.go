package ecs

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/host"
)

// The most subnets and security groups of a task in the network mode awsvpc (ECS API reference,
// AwsVpcConfiguration).
const (
	subnetsMax        = 16
	securityGroupsMax = 5
)

// taskENI is the capability of agents that give tasks a network interface of their own.
const taskENI = capability + "task-eni"

// unknownENIs is how many awsvpc tasks an instance takes whose type is not known: as many as a
// c5.large (ECS developer guide, task-networking-awsvpc).
const unknownENIs = 2

// network is where tasks in the network mode awsvpc may run; nil has no say.
type network struct {
	subnets []*host.Subnet
	given   *types.NetworkConfiguration
}

// networkOf checks a network configuration, which tasks in the mode awsvpc need and others must
// not have.
func (e *ECS) networkOf(d *definition, in *types.NetworkConfiguration) (*network, error) {
	if !d.need.eni {
		if in != nil {
			return nil, invalid("Network Configuration is not valid for the given networkMode of " +
				"this task definition.")
		}
		return nil, nil
	}
	if in == nil || in.AwsvpcConfiguration == nil {
		return nil, invalid("Network Configuration must be provided when networkMode 'awsvpc' is " +
			"specified.")
	}
	vpc := in.AwsvpcConfiguration
	switch n := len(vpc.Subnets); {
	case n == 0:
		return nil, invalid("subnets can not be empty.")
	case n > subnetsMax:
		return nil, invalid("subnets can have at most %d items.", subnetsMax)
	case len(vpc.SecurityGroups) > securityGroupsMax:
		return nil, invalid("securityGroups can have at most %d items.", securityGroupsMax)
	case vpc.AssignPublicIp == types.AssignPublicIpEnabled:
		return nil, invalid("Assign public IP is not supported for this launch type.")
	}
	out := &network{given: in}
	for _, id := range vpc.Subnets {
		s := e.machines.Subnet(id)
		if s == nil {
			return nil, invalid("Error retrieving subnet information for [%s]: The subnet ID '%s' "+
				"does not exist (ErrorCode: InvalidSubnetID.NotFound)",
				strings.Join(vpc.Subnets, ", "), id)
		}
		out.subnets = append(out.subnets, s)
	}
	return out, nil
}

// networkUpdate is the service's network once it runs the definition with the configuration given.
func (s *service) networkUpdate(
	d *definition, in *types.NetworkConfiguration,
) (*network, error) {
	if in == nil && s.network != nil {
		in = s.network.given
	}
	return s.cluster.e.networkOf(d, in)
}

// in is the first subnet of the zone, nil when there is none.
func (n *network) in(zone string) *host.Subnet {
	k := slices.IndexFunc(n.subnets, func(s *host.Subnet) bool { return s.Zone == zone })
	if k < 0 {
		return nil
	}
	return n.subnets[k]
}

// enis are how many awsvpc tasks a machine takes.
func enis(m *host.Machine) int32 {
	if m.External {
		return 0
	}
	return enisOf(m.InstanceType)
}

// enisOf are how many awsvpc tasks an instance type takes.
func enisOf(kind string) int32 {
	if t, ok := host.InstanceTypeOf(kind); ok {
		return t.TaskENIs()
	}
	return unknownENIs
}

// interfaceOf is the network interface of a task in the mode awsvpc; its status is that of the
// attachment (ECS developer guide, task-lifecycle).
type interfaceOf struct {
	attachment, id, mac, address, subnet, status string
}

// newInterface is the one that a task gets on its instance.
func (t *task) newInterface() *interfaceOf {
	e := t.cluster.e
	mac := e.env.HexID("mac", 10)
	n := &interfaceOf{
		attachment: e.env.UUID("attachment"), id: "eni-" + e.env.HexID("eni", 17),
		mac:    "0e:" + mac[0:2] + ":" + mac[2:4] + ":" + mac[4:6] + ":" + mac[6:8] + ":" + mac[8:10],
		status: "PRECREATED",
	}
	if t.network != nil {
		if s := t.network.in(t.inst.zone); s != nil {
			n.subnet, n.address = s.ID, s.NextAddress()
		}
	}
	return n
}

// attach gives the task to the agent once its interface is there.
func (t *task) attach() {
	e := t.cluster.e
	e.env.After(e.env.Lasts(e.Timings.Attach), func() {
		if t.last != provisioning || t.desired == stopped || !t.inst.connected {
			return
		}
		t.change(func() { t.last, t.eni = pending, t.eni.become("ATTACHED") })
		t.tell()
		t.work = t.inst.agent.Run(t.def.containers, t)
	})
}

// become is the interface with another status; what was handed out stays as it is.
func (n *interfaceOf) become(status string) *interfaceOf {
	out := *n
	out.status = status
	return &out
}

// detach keeps a task whose containers have ended in DEPROVISIONING while its interface goes.
func (t *task) detach(results []host.Result) {
	if t.last == stopped {
		return
	}
	e := t.cluster.e
	t.change(func() {
		t.last, t.containers, t.results = deprovisioning, stopped, results
		if slices.ContainsFunc(results, func(r host.Result) bool { return r.Ran }) {
			t.ended = e.env.Now()
		}
	})
	t.tell()
	e.env.After(e.env.Lasts(e.Timings.Detach), func() { t.finish(results) })
}

// attachments are the task's interface as the API shows it.
func (t *task) attachments() []types.Attachment {
	n := t.eni
	if n == nil {
		return []types.Attachment{}
	}
	details := []types.KeyValuePair{}
	for _, d := range [][2]string{
		{"subnetId", n.subnet}, {"networkInterfaceId", n.id}, {"macAddress", n.mac},
		{"privateIPv4Address", n.address},
	} {
		details = append(details, types.KeyValuePair{Name: new(d[0]), Value: new(d[1])})
	}
	return []types.Attachment{{
		Id: new(n.attachment), Type: new("ElasticNetworkInterface"), Status: new(n.status),
		Details: details,
	}}
}

// interfaces are those of one of the task's containers.
func (t *task) interfaces() []types.NetworkInterface {
	if t.eni == nil {
		return []types.NetworkInterface{}
	}
	return []types.NetworkInterface{{
		AttachmentId: new(t.eni.attachment), PrivateIpv4Address: new(t.eni.address),
	}}
}

// attachmentDetail is an attachment in an event, where its type is the short word (ECS developer
// guide, ecs_task_events).
type attachmentDetail struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Status  string `json:"status"`
	Details []pair `json:"details"`
}

func attachmentDetails(in []types.Attachment) []attachmentDetail {
	out := make([]attachmentDetail, len(in))
	for n, a := range in {
		out[n] = attachmentDetail{ID: text(a.Id), Type: "eni", Status: text(a.Status)}
		for _, d := range a.Details {
			out[n].Details = append(out[n].Details, pair{text(d.Name), text(d.Value)})
		}
	}
	return out
}

type interfaceDetail struct {
	AttachmentID string `json:"attachmentId"`
	Address      string `json:"privateIpv4Address"`
}

func interfaceDetails(in []types.NetworkInterface) []interfaceDetail {
	out := make([]interfaceDetail, len(in))
	for n, i := range in {
		out[n] = interfaceDetail{text(i.AttachmentId), text(i.PrivateIpv4Address)}
	}
	return out
}
