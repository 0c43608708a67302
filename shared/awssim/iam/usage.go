package iam

import (
	"maps"
	"slices"
)

// usage is what a role was asked for, and which of its grants let something pass.
type usage struct {
	asked   map[string]int
	allowed map[grantKey]int
}

// Used lists the actions that a role was asked for, sorted, allowed or not.
func (m *IAM) Used(roleARN string) []string {
	use := m.used[roleARN]
	if use == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(use.asked))
}

// Unused lists what a role allows and no call of this run needed: the actions as its policies write
// them, in the order of its policies.
func (m *IAM) Unused(roleARN string) []string {
	role := m.roles[roleARN]
	if role == nil {
		return nil
	}
	var out []string
	for _, g := range role.grants() {
		if use := m.used[roleARN]; use == nil || use.allowed[g.grantKey] == 0 {
			out = append(out, g.action)
		}
	}
	return out
}
