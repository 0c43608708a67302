package ec2

import (
	"strings"

	api "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sashweight/shared/awssim/host"
)

// group is a security group. Its rules are kept one by one, as EC2 does.
type group struct {
	id, name, description, vpc string
	byDefault                  bool
	in, out                    []rule
}

func groupID(g *group) string { return g.id }

// addGroup adds a group with the rules of a new one: out to anywhere, and for the default group in
// from itself (VPC user guide, default-security-group).
func (e *EC2) addGroup(g *group) {
	g.id = "sg-" + e.env.HexID("ec2 group", 17)
	g.out = []rule{{id: e.ruleID(), protocol: "-1", from: -1, to: -1, cidr: "0.0.0.0/0"}}
	if g.byDefault {
		g.in = []rule{{id: e.ruleID(), protocol: "-1", from: -1, to: -1, group: g.id}}
	}
	e.groups.add(g.id, g)
}

// defaultGroup is the id of a VPC's default group.
func (e *EC2) defaultGroup(vpc string) string {
	for _, g := range e.groups.all() {
		if g.vpc == vpc && g.byDefault {
			return g.id
		}
	}
	return ""
}

// groupNames are ids of groups with their names.
func (e *EC2) groupNames(ids []string) []types.GroupIdentifier {
	out := []types.GroupIdentifier{}
	for _, id := range ids {
		if g := e.groups.byID[id]; g != nil {
			out = append(out, types.GroupIdentifier{GroupId: new(g.id), GroupName: new(g.name)})
		}
	}
	return out
}

func (e *EC2) createSecurityGroup(
	in *api.CreateSecurityGroupInput,
) (*api.CreateSecurityGroupOutput, error) {
	err := first(required(in.GroupName, "groupName"), required(in.Description, "groupDescription"))
	if err != nil {
		return nil, err
	}
	vpc := e.machines.DefaultVPC()
	if text(in.VpcId) != "" {
		vpc = *in.VpcId
	}
	name := *in.GroupName
	switch {
	case e.vpcs.byID[vpc] == nil:
		return nil, fail("InvalidVpcID.NotFound", "The vpc ID '%s' does not exist", vpc)
	case name == "default":
		return nil, fail("InvalidParameterValue", "Cannot use reserved security group name: default")
	case strings.HasPrefix(name, "sg-"):
		return nil, fail("InvalidParameterValue", "Invalid value '%s' for groupName. Group names "+
			"may not be in the format sg-*.", name)
	case len(name) > 255 || len(*in.Description) > 255:
		return nil, fail("InvalidParameterValue",
			"Group name and description must not be longer than 255 characters.")
	}
	for _, g := range e.groups.all() {
		if g.vpc == vpc && g.name == name {
			return nil, fail("InvalidGroup.Duplicate",
				"The security group '%s' already exists for VPC '%s'", name, vpc)
		}
	}
	tags, err := tagsFor(in.TagSpecifications, types.ResourceTypeSecurityGroup)
	if err != nil {
		return nil, err
	}
	g := &group{name: name, description: *in.Description, vpc: vpc}
	e.addGroup(g)
	e.setTags(g.id, tags)
	return &api.CreateSecurityGroupOutput{
		GroupId: new(g.id), Tags: tags, SecurityGroupArn: new(e.groupARN(g)),
	}, nil
}

func (e *EC2) groupARN(g *group) string { return e.env.ARN("ec2", "security-group/"+g.id) }

// groupBy is the group that a request names by id, or by name in the default VPC.
func (e *EC2) groupBy(id, name *string) (*group, error) {
	switch {
	case text(id) != "" && kindOf(*id) != types.ResourceTypeSecurityGroup:
		return nil, fail("InvalidGroupId.Malformed", "Invalid id: \"%s\" (expecting \"sg-...\")", *id)
	case text(id) != "":
		if g := e.groups.byID[*id]; g != nil {
			return g, nil
		}
		return nil, absent(*id)
	case text(name) == "":
		return nil, fail("MissingParameter", "The request must contain the parameter groupName "+
			"or groupId")
	}
	for _, g := range e.groups.all() {
		if g.name == *name && g.vpc == e.machines.DefaultVPC() {
			return g, nil
		}
	}
	return nil, fail("InvalidGroup.NotFound",
		"The security group '%s' does not exist in default VPC '%s'", *name, e.machines.DefaultVPC())
}

func (e *EC2) describeSecurityGroups(
	in *api.DescribeSecurityGroupsInput,
) (*api.DescribeSecurityGroupsOutput, error) {
	name := func(g *group) string { return g.name }
	all, err := lookUp(in.GroupIds, e.groups.all(), groupID, absentAll)
	if err == nil {
		all, err = lookUp(in.GroupNames, all, name, func(names []string) error {
			return fail("InvalidGroup.NotFound",
				"The security group '%s' does not exist in default VPC '%s'", names[0],
				e.machines.DefaultVPC())
		})
	}
	if err != nil {
		return nil, err
	}
	all, err = selected(e, all, groupID, in.Filters, values[*group]{
		"group-id": one(groupID), "group-name": one(name),
		"vpc-id":      one(func(g *group) string { return g.vpc }),
		"description": one(func(g *group) string { return g.description }),
		"owner-id":    one(func(*group) string { return e.env.Account }),
	})
	if err != nil {
		return nil, err
	}
	shown, next, err := page(all, groupID, limits{5, 1000}, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &api.DescribeSecurityGroupsOutput{
		SecurityGroups: []types.SecurityGroup{}, NextToken: next,
	}
	for _, g := range shown {
		out.SecurityGroups = append(out.SecurityGroups, types.SecurityGroup{
			GroupId: new(g.id), GroupName: new(g.name), Description: new(g.description),
			VpcId: new(g.vpc), OwnerId: new(e.env.Account), Tags: e.tagList(g.id),
			SecurityGroupArn: new(e.groupARN(g)), IpPermissions: e.permissionsOf(g.in),
			IpPermissionsEgress: e.permissionsOf(g.out),
		})
	}
	return out, nil
}

// deleteSecurityGroup refuses for a default group and while something uses the group (EC2 API
// reference, DeleteSecurityGroup).
func (e *EC2) deleteSecurityGroup(
	in *api.DeleteSecurityGroupInput,
) (*api.DeleteSecurityGroupOutput, error) {
	g, err := e.groupBy(in.GroupId, in.GroupName)
	if err != nil {
		return nil, err
	}
	if g.byDefault {
		return nil, fail("CannotDelete",
			"the specified group: \"%s\" name: \"%s\" cannot be deleted by a user", g.id, g.name)
	}
	if e.groupInUse(g) {
		return nil, fail("DependencyViolation", "resource %s has a dependent object", g.id)
	}
	e.groups.remove(g.id)
	delete(e.tags, g.id)
	return &api.DeleteSecurityGroupOutput{GroupId: new(g.id), Return: new(true)}, nil
}

func (e *EC2) groupInUse(g *group) bool {
	for _, i := range e.instances {
		for _, id := range i.groups {
			if id == g.id && i.machine.State != host.Terminated {
				return true
			}
		}
	}
	for _, other := range e.groups.all() {
		for _, r := range append(append([]rule(nil), other.in...), other.out...) {
			if r.group == g.id && other != g {
				return true
			}
		}
	}
	return false
}
