package deploy

import (
	"sashweight/shared/awssim/iam"
	"sashweight/shared/awssim/logs"
)

// role creates an AWS::IAM::Role with inline policies; managed policies are not simulated.
func (b *builder) role(r *resource, p *object) {
	p.ignore("Tags", "Path", "PermissionsBoundary", "MaxSessionDuration")
	role := iam.Role{
		Name:        b.nameOr(p, "RoleName", r.id),
		Description: p.text("Description"),
		Trust:       b.policy(p, "AssumeRolePolicyDocument"),
		Policies:    map[string]iam.Document{},
	}
	for _, o := range p.objects("Policies") {
		role.Policies[o.needText("PolicyName")] = b.policy(o, "PolicyDocument")
	}
	if b.err != nil {
		return
	}
	arn, err := b.to.IAM.Create(role)
	if err != nil {
		b.fail(r.n.line, "%s: %w", r.id, err)
	}
	r.ref, r.attributes = role.Name, map[string]string{"Arn": arn}
}

func (b *builder) logGroup(r *resource, p *object) {
	p.ignore("Tags")
	g := logs.Group{
		Name: b.nameOr(p, "LogGroupName", r.id), RetentionDays: p.number("RetentionInDays", 0),
	}
	if b.err != nil {
		return
	}
	arn, err := b.to.Logs.Create(g)
	if err != nil {
		b.fail(r.n.line, "%s: %w", r.id, err)
	}
	r.ref, r.attributes = g.Name, map[string]string{"Arn": arn}
}
