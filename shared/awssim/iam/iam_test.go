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

func role(t *testing.T, policies ...string) (m *IAM, arn string) {
	t.Helper()
	m = New(&kernel.Env{Kernel: kernel.New(1, time.Unix(0, 0)), Account: "123456789012"})
	r := Role{
		Name: "r",
		Trust: document(t, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
			"Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}`),
		Policies: map[string]Document{},
	}
	for i, p := range policies {
		r.Policies[string(rune('a'+i))] = document(t,
			`{"Version":"2012-10-17","Statement":[`+p+`]}`)
	}
	arn, err := m.Create(r)
	if err != nil {
		t.Fatal(err)
	}
	return m, arn
}

func TestRolesAllowWhatTheirPoliciesSay(t *testing.T) {
	m, arn := role(t, `
		{"Sid":"Read","Effect":"Allow","Action":["ecs:Describe*","ecs:ListT?sks"],"Resource":"*"},
		{"Sid":"No","Effect":"Deny","Action":"ecs:DescribeServices","Resource":"*"}`,
		`{"Sid":"Stop","Effect":"Allow","Action":"ECS:stoptask",
		"Resource":["arn:aws:ecs:*:*:task/prod/*"],
		"Condition":{"StringEquals":{"ecs:cluster":"prod"}}}`)
	task, other := "arn:aws:ecs:us-east-1:1:task/prod/1", "arn:aws:ecs:us-east-1:1:task/dev/1"
	prod := map[string][]string{"ecs:cluster": {"prod"}}
	for _, c := range []struct {
		action, resource string
		keys             map[string][]string
		want             string
	}{
		{"ecs:DescribeTasks", task, nil, ""},
		{"ecs:ListTasks", "*", nil, ""},
		{"ecs:ListTaks", "*", nil, "missing: a statement that allows ecs:ListTaks on *"},
		{"ecs:DescribeServices", "*", nil, "statement No denies it"},
		{"ecs:StopTask", task, prod, ""},
		{"ecs:StopTask", other, prod, "missing: a statement that allows ecs:StopTask on " + other +
			"; statement Stop is about other resources only"},
		{"ecs:StopTask", task, nil, "missing: a statement that allows ecs:StopTask on " + task +
			"; statement Stop asks for StringEquals ecs:cluster"},
	} {
		got := m.Decide(arn, Request{Action: c.action, Resource: c.resource, Keys: c.keys})
		if got != c.want {
			t.Errorf("%s on %s: %q, want %q", c.action, c.resource, got, c.want)
		}
	}
	if got := m.Decide("arn:nobody", Request{Action: "ecs:ListTasks"}); got == "" {
		t.Error("an unknown role is allowed something")
	}
}

func TestARunTellsWhatARoleUsedAndWhatItNeverNeeded(t *testing.T) {
	m, arn := role(t, `{"Effect":"Allow","Action":["ecs:ListTasks","ecs:StopTask"],"Resource":"*"}`)
	m.Decide(arn, Request{Action: "ecs:ListTasks", Resource: "*"})
	m.Decide(arn, Request{Action: "ecs:RunTask", Resource: "*"})
	if m.Allows(arn, Request{Action: "ecs:RunTask", Resource: "*"}) {
		t.Error("RunTask is allowed")
	}
	if got := m.Used(arn); !slices.Equal(got, []string{"ecs:ListTasks", "ecs:RunTask"}) {
		t.Errorf("used %v", got)
	}
	if got := m.Unused(arn); !slices.Equal(got, []string{"ecs:StopTask"}) {
		t.Errorf("unused %v", got)
	}
}

func TestRolesAreNamedOnceAndTrustOnlyWhomTheyName(t *testing.T) {
	m, arn := role(t)
	if !m.Trusts(arn, "lambda.amazonaws.com") || m.Trusts(arn, "ec2.amazonaws.com") {
		t.Error("trust is not what the policy says")
	}
	if _, err := m.Create(Role{Name: "r"}); err == nil {
		t.Error("a taken name is accepted")
	}
}

// The table follows IAM user guide, reference_policies_elements_condition_operators and
// reference_policies_condition-single-vs-multi-valued-context-keys.
func TestConditionsCompareAsDocumented(t *testing.T) {
	for _, c := range []struct {
		condition string
		request   []string
		want      bool
	}{
		{`{"StringEquals":{"k":"a"}}`, []string{"a"}, true},
		{`{"StringEquals":{"k":["a","b"]}}`, []string{"b"}, true},
		{`{"StringEquals":{"k":"a"}}`, nil, false},
		{`{"StringEqualsIfExists":{"k":"a"}}`, nil, true},
		{`{"StringNotEquals":{"k":["a","b"]}}`, []string{"b"}, false},
		{`{"StringNotEquals":{"k":"a"}}`, nil, true},
		{`{"StringLike":{"k":"sash*"}}`, []string{"sashweight"}, true},
		{`{"ArnLike":{"k":"arn:aws:ecs:*:1:cluster/p*"}}`,
			[]string{"arn:aws:ecs:us-east-1:1:cluster/prod"}, true},
		{`{"Bool":{"k":true}}`, []string{"true"}, true},
		{`{"NumericLessThan":{"k":"3"}}`, []string{"2"}, true},
		{`{"NumericLessThan":{"k":"3"}}`, []string{"x"}, false},
		{`{"Null":{"k":"true"}}`, nil, true},
		{`{"Null":{"k":"true"}}`, []string{"a"}, false},
		{`{"ForAllValues:StringEquals":{"k":["a","b"]}}`, []string{"a", "c"}, false},
		{`{"ForAllValues:StringEquals":{"k":["a","b"]}}`, nil, true},
		{`{"ForAnyValue:StringEquals":{"k":["a","b"]}}`, []string{"c", "a"}, true},
		{`{"ForAnyValue:StringEquals":{"k":"a"}}`, nil, false},
	} {
		m, arn := role(t, `{"Effect":"Allow","Action":"a:b","Resource":"*","Condition":`+
			c.condition+`}`)
		got := m.Allows(arn, Request{
			Action: "a:b", Resource: "*", Keys: map[string][]string{"k": c.request},
		})
		if got != c.want {
			t.Errorf("%s on %v = %v", c.condition, c.request, got)
		}
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
		{`"Action":"a:b"`, `"Action":"a:b","Resource":"${aws:username}"`, "policy variables"},
		{`"Action":"a:b"`, `"Action":"a:b","Condition":{"DateEquals":{"k":"v"}}`, "DateEquals"},
		{`2012`, `2013`, `"2013-10-17"`},
		{`[{"Effect":"Allow","Action":"a:b"}]`, `[]`, "no statement"},
	} {
		_, err := ParseDocument([]byte(strings.Replace(good, c.old, c.replacement, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.replacement, err)
		}
	}
}
