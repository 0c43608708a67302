// Package iam keeps the account's roles and says what they allow: actions so far; resources and
// conditions are kept but not evaluated.
package iam

import (
	"fmt"
	"maps"
	"slices"

	"sashweight/shared/awssim/kernel"
)

// Role is a role with its inline policies.
type Role struct {
	// Name is unique in the account.
	Name string
	// ARN is set by Create.
	ARN string
	// Description is free text.
	Description string
	// Trust says who may assume the role.
	Trust Document
	// Policies are the inline policies by name.
	Policies map[string]Document
}

// IAM is the roles of one account.
type IAM struct {
	env   *kernel.Env
	roles map[string]*Role
	// verdicts keeps what was asked, by role and action.
	verdicts map[question]bool
	used     map[question]int
}

type question struct{ role, action string }

// New returns an account without roles.
func New(env *kernel.Env) *IAM {
	return &IAM{
		env: env, roles: map[string]*Role{}, verdicts: map[question]bool{},
		used: map[question]int{},
	}
}

// Create adds a role and returns its ARN. A name that is taken is an error.
func (m *IAM) Create(r Role) (string, error) {
	r.ARN = "arn:aws:iam::" + m.env.Account + ":role/" + r.Name
	if m.roles[r.ARN] != nil {
		return "", fmt.Errorf("create role %s: it exists", r.Name)
	}
	m.roles[r.ARN] = &r
	return r.ARN, nil
}

// Role is the role of an ARN; ok is false when there is none.
func (m *IAM) Role(arn string) (r Role, ok bool) {
	if found := m.roles[arn]; found != nil {
		return *found, true
	}
	return Role{}, false
}

// Roles lists the ARNs of all roles, sorted.
func (m *IAM) Roles() []string { return slices.Sorted(maps.Keys(m.roles)) }

// Allowed reports whether a role may do an action such as "ecs:ListTasks": a policy allows it and
// none denies it (IAM user guide, reference_policies_evaluation-logic). The role of an unknown ARN
// may do nothing. It keeps record of what was asked.
func (m *IAM) Allowed(roleARN, action string) bool {
	q := question{roleARN, action}
	m.used[q]++
	verdict, known := m.verdicts[q]
	if !known {
		verdict = m.judge(q)
		m.verdicts[q] = verdict
	}
	return verdict
}

func (m *IAM) judge(q question) bool {
	r := m.roles[q.role]
	if r == nil {
		return false
	}
	allowed := false
	for _, d := range r.Policies {
		for _, s := range d.Statement {
			if !s.covers(q.action) {
				continue
			}
			if s.Effect == "Deny" {
				return false
			}
			allowed = true
		}
	}
	return allowed
}

// Trusts reports whether a service such as lambda.amazonaws.com may assume the role.
func (m *IAM) Trusts(roleARN, service string) bool {
	r := m.roles[roleARN]
	return r != nil && r.Trust.Allows(service, "sts:AssumeRole")
}

// Used lists the actions that a role was asked for, sorted, allowed or not.
func (m *IAM) Used(roleARN string) []string {
	var out []string
	for q := range m.used {
		if q.role == roleARN {
			out = append(out, q.action)
		}
	}
	slices.Sort(out)
	return out
}
