package iam

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Document is a policy document, an inline policy or a trust policy.
type Document struct {
	Version   string
	ID        string `json:"Id"`
	Statement []Statement
}

// Statement is one statement of a policy.
type Statement struct {
	// Sid names the statement.
	Sid string
	// Effect is Allow or Deny.
	Effect string
	// Action is patterns such as ecs:Describe*.
	Action oneOrMany
	// Resource is patterns of ARNs.
	Resource oneOrMany
	// Principal says who, in trust and queue policies.
	Principal json.RawMessage
	// Condition has all that must hold besides.
	Condition conditions
}

// oneOrMany is a string or a list of strings.
type oneOrMany []string

// UnmarshalJSON reads either form.
func (o *oneOrMany) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*o = oneOrMany{one}
		return nil
	}
	var many []string
	if err := json.Unmarshal(b, &many); err != nil {
		return fmt.Errorf("read a string or a list of strings: %w", err)
	}
	*o = many
	return nil
}

// ParseDocument reads a policy document strictly: an unknown element (NotAction among them), a
// wrong effect, an action that is none or a condition operator that is not simulated is an error
// that names it (IAM user guide, reference_policies_elements).
func ParseDocument(src []byte) (Document, error) {
	var d Document
	dec := json.NewDecoder(bytes.NewReader(src))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&d); err != nil {
		return Document{}, fmt.Errorf("read policy document: %w", err)
	}
	if !slices.Contains([]string{"2012-10-17", "2008-10-17"}, d.Version) {
		return Document{}, fmt.Errorf("read policy document: unknown version %q", d.Version)
	}
	if len(d.Statement) == 0 {
		return Document{}, fmt.Errorf("read policy document: no statement")
	}
	for i, s := range d.Statement {
		if err := s.check(); err != nil {
			return Document{}, fmt.Errorf("read policy document: statement %d: %w", i+1, err)
		}
	}
	return d, nil
}

func (s Statement) check() error {
	if s.Effect != "Allow" && s.Effect != "Deny" {
		return fmt.Errorf("unknown effect %q", s.Effect)
	}
	if len(s.Action) == 0 {
		return fmt.Errorf("no action")
	}
	for _, a := range s.Action {
		service, operation, ok := strings.Cut(a, ":")
		if a != "*" && (!ok || service == "" || operation == "") {
			return fmt.Errorf("%q is no action", a)
		}
	}
	for _, r := range s.Resource {
		if strings.Contains(r, "${") {
			return fmt.Errorf("policy variables are not simulated: %s", r)
		}
	}
	return nil
}

// Allows reports whether a statement of a trust or resource policy lets a service such as
// events.amazonaws.com do an action. Conditions are not evaluated, and denials are not looked at:
// they are about conditions.
func (d Document) Allows(service, action string) bool {
	for _, s := range d.Statement {
		named := strings.Contains(string(s.Principal), `"`+service+`"`)
		if s.Effect == "Allow" && named && s.covers(action) {
			return true
		}
	}
	return false
}

// covers reports whether the statement names the action, in any case and with wildcards.
func (s Statement) covers(action string) bool {
	for _, a := range s.Action {
		if matches(strings.ToLower(a), strings.ToLower(action)) {
			return true
		}
	}
	return false
}

// matches is IAM's wildcard match: * stands for any run of characters, ? for one.
func matches(pattern, s string) bool {
	star, retry := -1, 0
	p, i := 0, 0
	for i < len(s) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, retry = p, i
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == s[i]):
			p, i = p+1, i+1
		case star >= 0:
			retry++
			p, i = star+1, retry
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
