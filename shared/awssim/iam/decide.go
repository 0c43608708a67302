package iam

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Request is one thing that a role wants to do to one resource.
type Request struct {
	// Action is such as ecs:StopTask.
	Action string
	// Resource is the ARN that the action is authorised on, or "*" for actions that are authorised
	// on none.
	Resource string
	// Keys are the condition keys of the request, in lower case, with their values.
	Keys map[string][]string
}

// Decide says whether a role may do something: "" when a policy allows it and none denies it (IAM
// user guide, reference_policies_evaluation-logic), else the statement that is missing or in the
// way. It keeps record of what was asked and of the statements that allowed it.
func (m *IAM) Decide(roleARN string, r Request) string {
	use := m.used[roleARN]
	if use == nil {
		use = &usage{asked: map[string]int{}, allowed: map[grantKey]int{}}
		m.used[roleARN] = use
	}
	use.asked[r.Action]++
	by, why := m.judge(roleARN, r)
	if why == "" {
		use.allowed[by]++
	}
	return why
}

// Allows is what Decide would say, without any record.
func (m *IAM) Allows(roleARN string, r Request) bool {
	_, why := m.judge(roleARN, r)
	return why == ""
}

func (m *IAM) judge(roleARN string, r Request) (by grantKey, why string) {
	role := m.roles[roleARN]
	if role == nil {
		return by, "there is no role " + roleARN
	}
	allowed, near := false, ""
	for _, g := range role.about(r.Action) {
		s := g.statement
		failed := s.Condition.fails(r.Keys)
		switch {
		case !s.names(r.Resource):
			near = g.where() + " is about other resources only"
		case failed != nil:
			near = fmt.Sprintf("%s asks for %s %s", g.where(), failed.operator, failed.key)
		case s.Effect == "Deny":
			return by, g.where() + " denies it"
		default:
			by, allowed = g.grantKey, true
		}
	}
	if !allowed {
		why = missing(r, near)
	}
	return by, why
}

func missing(r Request, near string) string {
	text := "missing: a statement that allows " + r.Action + " on " + r.Resource
	if near != "" {
		text += "; " + near
	}
	return text
}

// grantKey names one action of one statement of a role.
type grantKey struct {
	policy string
	index  int
	action string // as it is written
}

type grant struct {
	grantKey
	statement *Statement
}

func (g grant) where() string {
	if g.statement.Sid != "" {
		return "statement " + g.statement.Sid
	}
	return fmt.Sprintf("statement %d of policy %s", g.index+1, g.policy)
}

// about lists the grants and denials of an action, in the order of policies and statements.
func (r *Role) about(action string) []grant {
	if found, known := r.cache[action]; known {
		return found
	}
	var out []grant
	for _, g := range r.grants() {
		if matches(strings.ToLower(g.action), strings.ToLower(action)) {
			out = append(out, g)
		}
	}
	if r.cache == nil {
		r.cache = map[string][]grant{}
	}
	r.cache[action] = out
	return out
}

func (r *Role) grants() []grant {
	var out []grant
	for _, name := range slices.Sorted(maps.Keys(r.Policies)) {
		statements := r.Policies[name].Statement
		for i := range statements {
			for _, action := range statements[i].Action {
				out = append(out, grant{grantKey{name, i, action}, &statements[i]})
			}
		}
	}
	return out
}

// names reports whether the statement is about a resource. An action that is authorised on no
// resource needs a statement on all of them.
func (s *Statement) names(resource string) bool {
	for _, pattern := range s.Resource {
		if matches(pattern, resource) {
			return true
		}
	}
	return false
}
