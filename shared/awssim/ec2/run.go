package ec2

import (
	"encoding/json"
	"slices"

	api "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sashweight/shared/awssim/host"
)

// request is a RunInstances that was made with a client token.
type request struct {
	asked string // the request without its token
	out   *api.RunInstancesOutput
}

// runInstances launches between MinCount and MaxCount instances, as many as there is room for,
// all in one zone (EC2 API reference, RunInstances). With the token of an earlier request it
// tells the instances of that one (Ensuring idempotency).
func (e *EC2) runInstances(in *api.RunInstancesInput) (*api.RunInstancesOutput, error) {
	least, most, err := counts(in)
	if err != nil {
		return nil, err
	}
	token := text(in.ClientToken)
	asked := fingerprint(in)
	if was, ok := e.tokens[token]; ok && token != "" {
		return e.again(was, asked)
	}
	data, from, err := e.launchData(in)
	if err != nil {
		return nil, err
	}
	t, err := e.machines.Prepare(from)
	if err != nil {
		return nil, err
	}
	where, err := e.where(in, data, t)
	if err != nil {
		return nil, err
	}
	n := most
	for n >= least {
		if err = e.machines.HasRoom(t, where.Zone, n); err == nil {
			break
		}
		n--
	}
	if err != nil {
		return nil, err
	}
	out, err := e.launchAll(n, t, where, data, token)
	if err == nil && token != "" {
		e.tokens[token] = request{asked, out}
	}
	return out, err
}

func counts(in *api.RunInstancesInput) (least, most int32, err error) {
	switch {
	case in.MinCount == nil:
		return 0, 0, missing("MinCount")
	case in.MaxCount == nil:
		return 0, 0, missing("MaxCount")
	case *in.MinCount < 1:
		return 0, 0, fail("InvalidParameterValue",
			"Value (%d) for parameter minCount is invalid. Minimum value is 1.", *in.MinCount)
	case *in.MaxCount < *in.MinCount:
		return 0, 0, fail("InvalidParameterCombination",
			"The maximum number of instances must not be smaller than the minimum number.")
	}
	return *in.MinCount, *in.MaxCount, nil
}

func fingerprint(in *api.RunInstancesInput) string {
	plain := *in
	plain.ClientToken, plain.DryRun = nil, nil
	b, err := json.Marshal(plain)
	if err != nil {
		return ""
	}
	return string(b)
}

// again answers a repeated request with the instances as they are now.
func (e *EC2) again(was request, asked string) (*api.RunInstancesOutput, error) {
	if was.asked != asked {
		return nil, fail("IdempotentParameterMismatch", "Arguments on this idempotent request are "+
			"inconsistent with arguments used in previous request(s).")
	}
	out := *was.out
	out.Instances = slices.Clone(out.Instances)
	for n := range out.Instances {
		out.Instances[n] = e.output(e.instances[*out.Instances[n].InstanceId])
	}
	return &out, nil
}

// launchData is what a request asks for over what its launch template says.
func (e *EC2) launchData(
	in *api.RunInstancesInput,
) (*types.ResponseLaunchTemplateData, host.Template, error) {
	err := notYet(in, "ElasticGpuSpecification", "ElasticInferenceAccelerators",
		"HibernationOptions", "Ipv6AddressCount", "Ipv6Addresses", "SecondaryInterfaces")
	if err != nil {
		return nil, host.Template{}, err
	}
	for _, s := range in.TagSpecifications {
		if err := checkTags(s.Tags); err != nil {
			return nil, host.Template{}, err
		}
	}
	data := &types.ResponseLaunchTemplateData{}
	mirror(data, in)
	var t *template
	var v *version
	if spec := in.LaunchTemplate; spec != nil {
		if t, err = e.templateBy(spec.LaunchTemplateId, spec.LaunchTemplateName); err != nil {
			return nil, host.Template{}, err
		}
		if v = t.find(text(spec.Version)); v == nil {
			return nil, host.Template{}, t.noVersion(text(spec.Version))
		}
		merged := *v.data
		overlay(&merged, data)
		data = &merged
	}
	if text(data.ImageId) == "" {
		return nil, host.Template{}, missing("ImageId")
	}
	if err := e.checkParts(data); err != nil {
		return nil, host.Template{}, err
	}
	from := e.hostTemplate(data)
	if t != nil {
		from.ID, from.Name, from.Version = t.id, t.name, itoa(v.number)
	}
	return data, from, nil
}

// checkParts wants what launch data names to be there.
func (e *EC2) checkParts(d *types.ResponseLaunchTemplateData) error {
	for _, id := range d.SecurityGroupIds {
		if e.groups.byID[id] == nil {
			return absent(id)
		}
	}
	for _, n := range d.NetworkInterfaces {
		for _, id := range n.Groups {
			if e.groups.byID[id] == nil {
				return absent(id)
			}
		}
	}
	if name := text(d.KeyName); name != "" && e.keyNamed(name) == nil {
		return noKey(name)
	}
	return nil
}

// where is where a request's instances are to stand: in its subnet, in its zone, or in the first
// zone that has room.
func (e *EC2) where(
	in *api.RunInstancesInput, d *types.ResponseLaunchTemplateData, t host.Template,
) (host.Where, error) {
	subnet := text(in.SubnetId)
	for _, n := range d.NetworkInterfaces {
		if subnet == "" {
			subnet = text(n.SubnetId)
		}
	}
	zone := ""
	if d.Placement != nil {
		zone = text(d.Placement.AvailabilityZone)
	}
	switch {
	case subnet != "":
		s := e.machines.Subnet(subnet)
		if s == nil {
			return host.Where{}, absent(subnet)
		}
		if zone != "" && zone != s.Zone {
			return host.Where{}, fail("InvalidParameterValue", "The parameter availabilityZone is "+
				"not consistent with the subnet '%s'", subnet)
		}
		return host.Where{Zone: s.Zone, Subnet: subnet}, nil
	case zone != "" && !slices.Contains(e.machines.Zones(), zone):
		return host.Where{}, fail("InvalidParameterValue", "Invalid availability zone: [%s]", zone)
	case zone != "":
		return host.Where{Zone: zone}, nil
	}
	zones := e.machines.Zones()
	for _, z := range zones {
		if e.machines.HasRoom(t, z, 1) == nil {
			return host.Where{Zone: z}, nil
		}
	}
	return host.Where{Zone: zones[0]}, nil
}

func (e *EC2) launchAll(
	n int32, t host.Template, w host.Where, d *types.ResponseLaunchTemplateData, token string,
) (*api.RunInstancesOutput, error) {
	out := &api.RunInstancesOutput{OwnerId: new(e.env.Account), Groups: []types.GroupIdentifier{}}
	reservation := ""
	for index := range n {
		m, err := e.machines.LaunchIn(t, w)
		if err != nil {
			return nil, err
		}
		i := e.instances[m.InstanceID]
		e.apply(i, d)
		if len(i.groups) == 0 {
			i.groups = []string{e.defaultGroup(e.vpcOf(m))}
		}
		if reservation == "" {
			reservation = i.reservation
		}
		i.reservation, i.index, i.token, i.out = reservation, index, token, nil
		e.tagParts(i, d)
		out.Instances = append(out.Instances, e.output(i))
	}
	out.ReservationId = new(reservation)
	return out, nil
}

// tagParts tags the volume and the interface of a new instance.
func (e *EC2) tagParts(i *instance, d *types.ResponseLaunchTemplateData) {
	for _, s := range d.TagSpecifications {
		switch s.ResourceType {
		case types.ResourceTypeVolume:
			e.setTags(i.volume, s.Tags)
		case types.ResourceTypeNetworkInterface:
			e.setTags(i.eni, s.Tags)
		}
	}
}
