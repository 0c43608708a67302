// Package iam keeps the account's roles and says what they allow: actions on resources under
// conditions, by inline policies.
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

	cache map[string][]grant // by action
}

// IAM is the roles of one account.
type IAM struct {
	env   *kernel.Env
	roles map[string]*Role
	used  map[string]*usage // by role
}

// New returns an account without roles.
func New(env *kernel.Env) *IAM {
	return &IAM{env: env, roles: map[string]*Role{}, used: map[string]*usage{}}
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

// Trusts reports whether a service such as lambda.amazonaws.com may assume the role.
func (m *IAM) Trusts(roleARN, service string) bool {
	r := m.roles[roleARN]
	return r != nil && r.Trust.Allows(service, "sts:AssumeRole")
}
