package iam

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sashweight/shared/awssim/kernel"
)

func document(t *testing.T, src string) Document {
	t.Helper()
	d, err := ParseDocument([]byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestRolesAllowWhatTheirPoliciesSay(t *testing.T) {
	m := New(&kernel.Env{Kernel: kernel.New(1, time.Unix(0, 0)), Account: "123456789012"})
	arn, err := m.Create(Role{
		Name: "r",
		Trust: document(t, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
			"Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}`),
		Policies: map[string]Document{
			"a": document(t, `{"Version":"2012-10-17","Statement":[
				{"Effect":"Allow","Action":["ecs:Describe*","ecs:ListT?sks"],"Resource":"*"},
				{"Sid":"No","Effect":"Deny","Action":"ecs:DescribeServices","Resource":"*"}]}`),
			"b": document(t, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
				"Action":"ECS:describeservices","Resource":["*"],
				"Condition":{"Bool":{"x":"y"}}}]}`),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for action, want := range map[string]bool{
		"ecs:DescribeTasks": true, "ecs:ListTasks": true, "ecs:ListTaks": false,
		"ecs:DescribeServices": false, "ecs:StopTask": false, "ec2:DescribeInstances": false,
	} {
		if got := m.Allowed(arn, action); got != want {
			t.Errorf("%s allowed = %v, want %v", action, got, want)
		}
	}
	if m.Allowed("arn:aws:iam::123456789012:role/nobody", "ecs:DescribeTasks") {
		t.Error("an unknown role is allowed something")
	}
	if got := m.Used(arn); len(got) != 6 || !slices.IsSorted(got) {
		t.Errorf("used = %v", got)
	}
	if !m.Trusts(arn, "lambda.amazonaws.com") || m.Trusts(arn, "ec2.amazonaws.com") {
		t.Error("trust is not what the policy says")
	}
	if _, err := m.Create(Role{Name: "r"}); err == nil {
		t.Error("a taken name is accepted")
	}
}

func TestWildcards(t *testing.T) {
	for _, c := range []struct {
		pattern, s string
		want       bool
	}{
		{"*", "", true}, {"a*", "a", true}, {"a*c", "abbc", true}, {"a*c", "abcb", false},
		{"*b*", "abc", true}, {"a?c", "abc", true}, {"a?c", "ac", false}, {"", "a", false},
		{"a**", "ab", true}, {"*ab", "aab", true},
	} {
		if got := matches(c.pattern, c.s); got != c.want {
			t.Errorf("matches(%q, %q) = %v", c.pattern, c.s, got)
		}
	}
}

func TestUnknownElementsOfAPolicyAreRefused(t *testing.T) {
	good := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"a:b"}]}`
	document(t, good)
	for _, c := range []struct{ old, replacement, want string }{
		{`"Action"`, `"NotAction"`, "NotAction"},
		{`"Allow"`, `"Maybe"`, `"Maybe"`},
		{`"a:b"`, `"ab"`, `"ab" is no action`},
		{`"a:b"`, `[]`, "no action"},
		{`"a:b"`, `5`, "a string or a list of strings"},
		{`2012`, `2013`, `"2013-10-17"`},
		{`[{"Effect":"Allow","Action":"a:b"}]`, `[]`, "no statement"},
	} {
		_, err := ParseDocument([]byte(strings.Replace(good, c.old, c.replacement, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.replacement, err)
		}
	}
}
