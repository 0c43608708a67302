package ec2

import (
	"net/netip"
	"slices"
	"strconv"

	api "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// rule is one rule of a security group: one protocol and range of ports, one other side.
type rule struct {
	id                         string
	protocol                   string
	from, to                   int32 // -1 for all
	cidr, cidr6, prefix, group string
	description                string
}

func (e *EC2) ruleID() string { return "sgr-" + e.env.HexID("ec2 rule", 17) }

// same reports whether two rules allow the same; descriptions do not count.
func (r rule) same(o rule) bool {
	r.id, o.id, r.description, o.description = "", "", "", ""
	return r == o
}

// protocols are the numbers that EC2 writes as names.
var protocols = map[string]string{"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", "all": "-1"}

// rulesOf takes the permissions of a request apart.
func (e *EC2) rulesOf(permissions []types.IpPermission) ([]rule, error) {
	if len(permissions) == 0 {
		return nil, missing("ipPermissions")
	}
	var out []rule
	for _, p := range permissions {
		r, err := portsOf(p)
		if err != nil {
			return nil, err
		}
		n := len(out)
		for _, c := range p.IpRanges {
			if _, err := netip.ParsePrefix(text(c.CidrIp)); err != nil {
				return nil, fail("InvalidParameterValue",
					"CIDR block %s is malformed", text(c.CidrIp))
			}
			r := r
			r.cidr, r.description = text(c.CidrIp), text(c.Description)
			out = append(out, r)
		}
		for _, c := range p.Ipv6Ranges {
			r := r
			r.cidr6, r.description = text(c.CidrIpv6), text(c.Description)
			out = append(out, r)
		}
		for _, c := range p.PrefixListIds {
			r := r
			r.prefix, r.description = text(c.PrefixListId), text(c.Description)
			out = append(out, r)
		}
		for _, c := range p.UserIdGroupPairs {
			g, err := e.groupBy(c.GroupId, c.GroupName)
			if err != nil {
				return nil, err
			}
			r := r
			r.group, r.description = g.id, text(c.Description)
			out = append(out, r)
		}
		if len(out) == n {
			return nil, fail("InvalidParameterValue", "A rule needs a source or a destination.")
		}
	}
	return out, nil
}

func portsOf(p types.IpPermission) (rule, error) {
	if err := required(p.IpProtocol, "ipProtocol"); err != nil {
		return rule{}, err
	}
	r := rule{protocol: *p.IpProtocol, from: -1, to: -1}
	if name, ok := protocols[r.protocol]; ok {
		r.protocol = name
	}
	if r.protocol == "-1" {
		return r, nil
	}
	if p.FromPort != nil {
		r.from = *p.FromPort
	}
	if p.ToPort != nil {
		r.to = *p.ToPort
	}
	if r.protocol != "tcp" && r.protocol != "udp" {
		return r, nil
	}
	switch {
	case p.FromPort == nil || p.ToPort == nil || r.from < 0 || r.to > 65535:
		return r, fail("InvalidParameterValue", "Invalid value for portRange. Must specify both "+
			"from and to ports with TCP/UDP.")
	case r.from > r.to:
		return r, fail("InvalidParameterValue", "Invalid TCP/UDP port range (%d:%d)", r.from, r.to)
	}
	return r, nil
}

// permissionsIn are those that a request lists, or the one that its single members make.
func permissionsIn(given []types.IpPermission, in any) []types.IpPermission {
	var s api.AuthorizeSecurityGroupIngressInput // it has them all
	mirror(&s, in)
	alone := s.IpProtocol != nil || s.CidrIp != nil || s.SourceSecurityGroupName != nil ||
		s.FromPort != nil || s.ToPort != nil
	if len(given) > 0 || !alone {
		return given
	}
	p := types.IpPermission{IpProtocol: s.IpProtocol, FromPort: s.FromPort, ToPort: s.ToPort}
	if s.CidrIp != nil {
		p.IpRanges = []types.IpRange{{CidrIp: s.CidrIp}}
	}
	if s.SourceSecurityGroupName != nil {
		if p.IpProtocol == nil {
			p.IpProtocol = new("-1")
		}
		p.UserIdGroupPairs = []types.UserIdGroupPair{{GroupName: s.SourceSecurityGroupName}}
	}
	return []types.IpPermission{p}
}

// authorize adds rules; one that is there already is refused.
func (e *EC2) authorize(
	g *group, egress bool, permissions []types.IpPermission,
) ([]types.SecurityGroupRule, error) {
	rules, err := e.rulesOf(permissions)
	if err != nil {
		return nil, err
	}
	side := g.side(egress)
	for _, r := range rules {
		if slices.ContainsFunc(*side, r.same) {
			return nil, fail("InvalidPermission.Duplicate", "the specified rule \"%s\" already "+
				"exists", r.String())
		}
	}
	var out []types.SecurityGroupRule
	for _, r := range rules {
		r.id = e.ruleID()
		*side = append(*side, r)
		out = append(out, e.ruleOutput(g, r, egress))
	}
	return out, nil
}

func (g *group) side(egress bool) *[]rule {
	if egress {
		return &g.out
	}
	return &g.in
}

// String is a rule as EC2's errors tell it.
func (r rule) String() string {
	other := r.cidr + r.cidr6 + r.prefix + r.group
	ports := ""
	if r.from >= 0 {
		ports = ", from port: " + strconv.Itoa(int(r.from)) + ", to port: " + strconv.Itoa(int(r.to))
	}
	protocol := r.protocol
	if protocol == "-1" {
		protocol = "ALL"
	}
	return "peer: " + other + ", " + protocol + ports + ", ALLOW"
}

func (e *EC2) ruleOutput(g *group, r rule, egress bool) types.SecurityGroupRule {
	out := types.SecurityGroupRule{
		SecurityGroupRuleId: new(r.id), GroupId: new(g.id), GroupOwnerId: new(e.env.Account),
		IpProtocol: new(r.protocol), FromPort: new(r.from), ToPort: new(r.to),
		IsEgress: new(egress), CidrIpv4: optional(r.cidr), CidrIpv6: optional(r.cidr6),
		PrefixListId: optional(r.prefix), Description: optional(r.description),
		SecurityGroupRuleArn: new(e.env.ARN("ec2", "security-group-rule/"+r.id)),
	}
	if r.group != "" {
		out.ReferencedGroupInfo = &types.ReferencedSecurityGroup{
			GroupId: new(r.group), UserId: new(e.env.Account),
		}
	}
	return out
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return new(s)
}

// permissionsOf puts rules together again by protocol and ports, as DescribeSecurityGroups does.
func (e *EC2) permissionsOf(rules []rule) []types.IpPermission {
	out := []types.IpPermission{}
	at := map[rule]int{}
	for _, r := range rules {
		key := rule{protocol: r.protocol, from: r.from, to: r.to}
		n, ok := at[key]
		if !ok {
			n = len(out)
			at[key] = n
			p := types.IpPermission{IpProtocol: new(r.protocol)}
			if r.protocol != "-1" {
				p.FromPort, p.ToPort = new(r.from), new(r.to)
			}
			out = append(out, p)
		}
		p := &out[n]
		about := optional(r.description)
		switch {
		case r.cidr != "":
			p.IpRanges = append(p.IpRanges, types.IpRange{CidrIp: new(r.cidr), Description: about})
		case r.cidr6 != "":
			p.Ipv6Ranges = append(p.Ipv6Ranges,
				types.Ipv6Range{CidrIpv6: new(r.cidr6), Description: about})
		case r.prefix != "":
			p.PrefixListIds = append(p.PrefixListIds,
				types.PrefixListId{PrefixListId: new(r.prefix), Description: about})
		default:
			p.UserIdGroupPairs = append(p.UserIdGroupPairs, types.UserIdGroupPair{
				GroupId: new(r.group), UserId: new(e.env.Account), Description: about,
			})
		}
	}
	return out
}

func (e *EC2) authorizeIngress(
	in *api.AuthorizeSecurityGroupIngressInput,
) (*api.AuthorizeSecurityGroupIngressOutput, error) {
	g, err := e.groupBy(in.GroupId, in.GroupName)
	if err != nil {
		return nil, err
	}
	rules, err := e.authorize(g, false, permissionsIn(in.IpPermissions, in))
	if err != nil {
		return nil, err
	}
	return &api.AuthorizeSecurityGroupIngressOutput{Return: new(true), SecurityGroupRules: rules}, nil
}

func (e *EC2) authorizeEgress(
	in *api.AuthorizeSecurityGroupEgressInput,
) (*api.AuthorizeSecurityGroupEgressOutput, error) {
	g, err := e.groupBy(in.GroupId, nil)
	if err != nil {
		return nil, err
	}
	rules, err := e.authorize(g, true, in.IpPermissions)
	if err != nil {
		return nil, err
	}
	return &api.AuthorizeSecurityGroupEgressOutput{Return: new(true), SecurityGroupRules: rules}, nil
}

// revoke takes rules away, by their ids or by what they allow; in a VPC one that is not there is an
// error (EC2 API reference, RevokeSecurityGroupIngress).
func (e *EC2) revoke(
	g *group, egress bool, ids []string, permissions []types.IpPermission,
) error {
	side := g.side(egress)
	kept := slices.Clone(*side)
	drop := func(is func(rule) bool) bool {
		n := len(kept)
		kept = slices.DeleteFunc(kept, is)
		return len(kept) < n
	}
	for _, id := range ids {
		if !drop(func(r rule) bool { return r.id == id }) {
			return fail("InvalidSecurityGroupRuleId.NotFound",
				"The security group rule ID '%s' does not exist", id)
		}
	}
	if len(ids) == 0 {
		rules, err := e.rulesOf(permissions)
		if err != nil {
			return err
		}
		for _, r := range rules {
			if !drop(r.same) {
				return fail("InvalidPermission.NotFound",
					"The specified rule does not exist in this security group.")
			}
		}
	}
	*side = kept
	return nil
}

func (e *EC2) revokeIngress(
	in *api.RevokeSecurityGroupIngressInput,
) (*api.RevokeSecurityGroupIngressOutput, error) {
	g, err := e.groupBy(in.GroupId, in.GroupName)
	if err == nil {
		err = e.revoke(g, false, in.SecurityGroupRuleIds, permissionsIn(in.IpPermissions, in))
	}
	if err != nil {
		return nil, err
	}
	return &api.RevokeSecurityGroupIngressOutput{Return: new(true)}, nil
}

func (e *EC2) revokeEgress(
	in *api.RevokeSecurityGroupEgressInput,
) (*api.RevokeSecurityGroupEgressOutput, error) {
	g, err := e.groupBy(in.GroupId, nil)
	if err == nil {
		err = e.revoke(g, true, in.SecurityGroupRuleIds, in.IpPermissions)
	}
	if err != nil {
		return nil, err
	}
	return &api.RevokeSecurityGroupEgressOutput{Return: new(true)}, nil
}
