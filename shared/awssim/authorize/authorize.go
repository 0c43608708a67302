// Package authorize says what a call has to be allowed: on which resources, and with which
// condition keys, as AWS's Service Authorization Reference lists them for each action.
package authorize

import (
	"fmt"
	"path"
	"reflect"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sashweight/shared/awssim/iam"
	"sashweight/shared/awssim/wire"
)

// Names finds ARNs that a request does not carry.
type Names interface {
	// GroupARN is the ARN of the Auto Scaling group of a name; "" when there is none.
	GroupARN(name string) string
	// GroupOf is the name of the group of an instance; "" when there is none.
	GroupOf(instance string) string
}

// Account is whose calls are authorised.
type Account struct {
	// ID has 12 digits; Region is such as us-east-1.
	ID, Region string
	Names      Names
}

// anyResource is the resource of actions that are authorised on none.
const anyResource = "*"

// action is how one action is authorised.
type action struct {
	// resource is the ARN after "arn:aws:SERVICE:REGION:ACCOUNT:", with the request's members in
	// braces; anyResource when the action names none.
	resource string
	// keys are condition keys, likewise; their ARNs are written whole.
	keys map[string]string
}

// Of lists what the call has to be allowed; each entry must be. An action that this package does
// not know is an error that names it: nothing passes by mistake.
func (a Account) Of(call *wire.Call) ([]iam.Request, error) {
	name := iamPrefix(call.Scope) + ":" + call.Operation
	if f, ok := special[name]; ok {
		return f(a, name, call.Input), nil
	}
	rule, ok := actions[name]
	if !ok {
		return nil, fmt.Errorf("authorize %s: the simulation does not know its resources", name)
	}
	in := reflect.ValueOf(call.Input).Elem()
	keys := a.keys()
	for key, template := range rule.keys {
		keys[key] = fill(strings.ReplaceAll(template, "$", a.prefix("ecs")), in)
	}
	if rule.resource == anyResource {
		return []iam.Request{{Action: name, Resource: anyResource, Keys: keys}}, nil
	}
	var out []iam.Request
	for _, resource := range fill(a.prefix(iamPrefix(call.Scope))+rule.resource, in) {
		out = append(out, iam.Request{Action: name, Resource: whole(resource), Keys: keys})
	}
	return out, nil
}

// iamPrefix is a service's name in IAM actions, where it is not the scope of its signatures.
func iamPrefix(scope string) string {
	if scope == "monitoring" {
		return "cloudwatch"
	}
	return scope
}

// keys are the condition keys that every request has (IAM user guide,
// reference_policies_condition-keys).
func (a Account) keys() map[string][]string {
	return map[string][]string{
		"aws:requestedregion": {a.Region},
		"aws:securetransport": {"true"},
	}
}

func (a Account) prefix(service string) string {
	return "arn:aws:" + service + ":" + a.Region + ":" + a.ID + ":"
}

// fill writes a request's members into a template. {Cluster} is the member's name, cut out of an
// ARN if it is one; {Tasks} gives a text for each; {Instance|*} has a text for an absent member.
func fill(template string, in reflect.Value) []string {
	before, rest, found := strings.Cut(template, "{")
	if !found {
		return []string{template}
	}
	member, after, _ := strings.Cut(rest, "}")
	member, absent, _ := strings.Cut(member, "|")
	values := texts(in.FieldByName(member))
	if len(values) == 0 {
		if member == "Cluster" {
			absent = "default"
		}
		values = []string{absent}
	}
	var out []string
	for _, v := range values {
		for _, tail := range fill(after, in) {
			out = append(out, before+v+tail)
		}
	}
	return out
}

// whole drops what stands before an ARN that a request gave itself.
func whole(resource string) string {
	if i := strings.LastIndex(resource, "arn:"); i > 0 {
		return resource[i:]
	}
	return resource
}

// texts reads a member: a pointer to a string, a string, or a list of them.
func texts(v reflect.Value) []string {
	if !v.IsValid() {
		return nil
	}
	switch x := v.Interface().(type) {
	case string:
		return named(x)
	case *string:
		return named(aws.ToString(x))
	case []string:
		var out []string
		for _, s := range x {
			out = append(out, named(s)...)
		}
		return out
	}
	return nil
}

// named is the name at the end of an ARN with a path, or the text as it is.
func named(s string) []string {
	switch {
	case s == "":
		return nil
	case strings.HasPrefix(s, "arn:") && strings.Contains(s, "/"):
		return []string{path.Base(s)}
	}
	return []string{s}
}
