package ec2

import (
	"maps"
	"slices"
	"strings"

	api "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// Limits of tags (EC2 user guide, Using_Tags).
const (
	maxTags     = 50
	maxTagKey   = 127
	maxTagValue = 255
)

// kinds are the types of taggable resources by the prefix of their ids.
var kinds = map[string]types.ResourceType{
	"i": types.ResourceTypeInstance, "ami": types.ResourceTypeImage,
	"lt": types.ResourceTypeLaunchTemplate, "sg": types.ResourceTypeSecurityGroup,
	"vpc": types.ResourceTypeVpc, "subnet": types.ResourceTypeSubnet,
	"igw": types.ResourceTypeInternetGateway, "rtb": types.ResourceTypeRouteTable,
	"key": types.ResourceTypeKeyPair, "vol": types.ResourceTypeVolume,
	"eni": types.ResourceTypeNetworkInterface,
}

func kindOf(id string) types.ResourceType {
	prefix, _, _ := strings.Cut(id, "-")
	return kinds[prefix]
}

// allTags are a resource's tags.
func (e *EC2) allTags(id string) map[string]string { return e.tags[id] }

// tagList are a resource's tags by key.
func (e *EC2) tagList(id string) []types.Tag {
	tags := e.allTags(id)
	out := make([]types.Tag, 0, len(tags))
	for _, k := range slices.Sorted(maps.Keys(tags)) {
		out = append(out, types.Tag{Key: new(k), Value: new(tags[k])})
	}
	return out
}

// setTags puts tags on a resource that were checked.
func (e *EC2) setTags(id string, tags []types.Tag) {
	if len(tags) == 0 {
		return
	}
	have := maps.Clone(e.tags[id])
	if have == nil {
		have = map[string]string{}
	}
	for _, t := range tags {
		have[text(t.Key)] = text(t.Value)
	}
	e.tags[id] = have
	e.tagsChanged(id)
}

func (e *EC2) tagsChanged(id string) {
	if i := e.instances[id]; i != nil {
		i.out = nil
	}
}

// tagsFor are the tags that a request has for resources of a type.
func tagsFor(specs []types.TagSpecification, kind types.ResourceType) ([]types.Tag, error) {
	var out []types.Tag
	for _, s := range specs {
		if s.ResourceType != kind {
			continue
		}
		if err := checkTags(s.Tags); err != nil {
			return nil, err
		}
		out = append(out, s.Tags...)
	}
	return out, nil
}

// only wants every tag specification to be for one type of resource.
func only(specs []types.TagSpecification, kind types.ResourceType) ([]types.Tag, error) {
	for _, s := range specs {
		if s.ResourceType != kind {
			return nil, fail("InvalidParameterValue",
				"'%s' is not a valid taggable resource type for this operation.", s.ResourceType)
		}
	}
	return tagsFor(specs, kind)
}

func checkTags(tags []types.Tag) error {
	seen := map[string]bool{}
	for _, t := range tags {
		k := text(t.Key)
		switch {
		case k == "":
			return fail("InvalidParameterValue", "Tag key cannot be empty.")
		case strings.HasPrefix(strings.ToLower(k), "aws:"):
			return fail("InvalidParameterValue",
				"Tag keys starting with 'aws:' are reserved for internal use")
		case len(k) > maxTagKey:
			return fail("InvalidParameterValue",
				"Tag key exceeds the maximum length of 127 characters")
		case len(text(t.Value)) > maxTagValue:
			return fail("InvalidParameterValue",
				"Tag value exceeds the maximum length of 255 characters")
		case seen[k]:
			return fail("InvalidParameterValue",
				"Duplicate tag key '%s' specified.", k)
		}
		seen[k] = true
	}
	if len(tags) > maxTags {
		return tooManyTags()
	}
	return nil
}

func tooManyTags() error {
	return fail("TagLimitExceeded", "The maximum number of tags for a resource is 50.")
}

func (e *EC2) createTags(in *api.CreateTagsInput) (*api.CreateTagsOutput, error) {
	if len(in.Resources) == 0 {
		return nil, missing("resourceIdSet")
	}
	if len(in.Tags) == 0 {
		return nil, missing("tagSet")
	}
	err := first(checkTags(in.Tags), e.exist(in.Resources))
	if err != nil {
		return nil, err
	}
	for _, id := range in.Resources {
		if n := e.countWith(id, in.Tags); n > maxTags {
			return nil, tooManyTags()
		}
	}
	for _, id := range in.Resources {
		e.setTags(id, in.Tags)
	}
	return &api.CreateTagsOutput{}, nil
}

// countWith is how many tags of its own a resource has with some more.
func (e *EC2) countWith(id string, more []types.Tag) int {
	n := 0
	for k := range e.tags[id] {
		if !strings.HasPrefix(k, "aws:") {
			n++
		}
	}
	for _, t := range more {
		if _, ok := e.tags[id][text(t.Key)]; !ok {
			n++
		}
	}
	return n
}

func (e *EC2) deleteTags(in *api.DeleteTagsInput) (*api.DeleteTagsOutput, error) {
	if len(in.Resources) == 0 {
		return nil, missing("resourceIdSet")
	}
	if err := e.exist(in.Resources); err != nil {
		return nil, err
	}
	for _, id := range in.Resources {
		have := maps.Clone(e.tags[id])
		maps.DeleteFunc(have, func(k, v string) bool { return removes(in.Tags, k, v) })
		e.tags[id] = have
		e.tagsChanged(id)
	}
	return &api.DeleteTagsOutput{}, nil
}

// removes reports whether a request of DeleteTags means a tag: by key, by key and value, or all
// that are not AWS's own (EC2 API reference, DeleteTags).
func removes(tags []types.Tag, key, value string) bool {
	if len(tags) == 0 {
		return !strings.HasPrefix(key, "aws:")
	}
	return slices.ContainsFunc(tags, func(t types.Tag) bool {
		return text(t.Key) == key && (t.Value == nil || *t.Value == value)
	})
}

// tagged is one tag of one resource.
type tagged struct{ id, key, value string }

func (e *EC2) describeTags(in *api.DescribeTagsInput) (*api.DescribeTagsOutput, error) {
	var all []tagged
	for _, id := range slices.Sorted(maps.Keys(e.tags)) {
		for _, k := range slices.Sorted(maps.Keys(e.tags[id])) {
			all = append(all, tagged{id, k, e.tags[id][k]})
		}
	}
	name := func(t tagged) string { return t.id + " " + t.key }
	all, err := selected(e, all, name, in.Filters, values[tagged]{
		"resource-id":   func(t tagged) []string { return []string{t.id} },
		"resource-type": func(t tagged) []string { return []string{string(kindOf(t.id))} },
		"key":           func(t tagged) []string { return []string{t.key} },
		"value":         func(t tagged) []string { return []string{t.value} },
	})
	if err != nil {
		return nil, err
	}
	shown, next, err := page(all, name, limits{5, 1000}, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &api.DescribeTagsOutput{Tags: []types.TagDescription{}, NextToken: next}
	for _, t := range shown {
		out.Tags = append(out.Tags, types.TagDescription{
			ResourceId: new(t.id), ResourceType: kindOf(t.id), Key: new(t.key), Value: new(t.value),
		})
	}
	return out, nil
}

// exist wants every resource to be there.
func (e *EC2) exist(ids []string) error {
	for _, id := range ids {
		if !e.exists(id) {
			return absent(id)
		}
	}
	return nil
}

func (e *EC2) exists(id string) bool {
	switch kindOf(id) {
	case types.ResourceTypeInstance:
		return e.instances[id] != nil
	case types.ResourceTypeImage:
		return e.machines.AMI(id) != nil
	case types.ResourceTypeLaunchTemplate:
		return e.template(id) != nil
	case types.ResourceTypeSecurityGroup:
		return e.groups.byID[id] != nil
	case types.ResourceTypeVpc:
		return e.vpcs.byID[id] != nil
	case types.ResourceTypeSubnet:
		return e.machines.Subnet(id) != nil
	case types.ResourceTypeInternetGateway:
		return e.gateways.byID[id] != nil
	case types.ResourceTypeRouteTable:
		return e.routes.byID[id] != nil
	case types.ResourceTypeKeyPair:
		return e.keys.byID[id] != nil
	case types.ResourceTypeVolume, types.ResourceTypeNetworkInterface:
		return e.attached(id)
	}
	return false
}

// attached reports whether a volume or an interface belongs to an instance.
func (e *EC2) attached(id string) bool {
	for _, i := range e.instances {
		if i.volume == id || i.eni == id {
			return true
		}
	}
	return false
}

// notFound has EC2's error for ids of a kind that do not exist (EC2 API reference,
// errors-overview).
var notFound = map[types.ResourceType][2]string{
	types.ResourceTypeInstance:         {"InvalidInstanceID.NotFound", "instance ID"},
	types.ResourceTypeImage:            {"InvalidAMIID.NotFound", "image id"},
	types.ResourceTypeSecurityGroup:    {"InvalidGroup.NotFound", "security group"},
	types.ResourceTypeVpc:              {"InvalidVpcID.NotFound", "vpc ID"},
	types.ResourceTypeSubnet:           {"InvalidSubnetID.NotFound", "subnet ID"},
	types.ResourceTypeInternetGateway:  {"InvalidInternetGatewayID.NotFound", "internetGateway ID"},
	types.ResourceTypeRouteTable:       {"InvalidRouteTableID.NotFound", "routeTable ID"},
	types.ResourceTypeVolume:           {"InvalidVolume.NotFound", "volume"},
	types.ResourceTypeNetworkInterface: {"InvalidNetworkInterfaceID.NotFound", "networkInterface ID"},
	types.ResourceTypeLaunchTemplate:   {"InvalidLaunchTemplateId.NotFound", "launch template"},
	types.ResourceTypeKeyPair:          {"InvalidKeyPair.NotFound", "key pair"},
}

// absent is the error for ids that do not exist, all of the kind of the first.
func absent(ids ...string) error {
	why, ok := notFound[kindOf(ids[0])]
	switch {
	case !ok:
		return fail("InvalidID", "The ID '%s' is not valid", ids[0])
	case kindOf(ids[0]) == types.ResourceTypeImage:
		return fail(why[0], "The image id '[%s]' does not exist", strings.Join(ids, ", "))
	case len(ids) == 1:
		return fail(why[0], "The %s '%s' does not exist", why[1], ids[0])
	}
	return fail(why[0], "The %ss '%s' do not exist", why[1], strings.Join(ids, ", "))
}

func absentAll(ids []string) error { return absent(ids...) }
