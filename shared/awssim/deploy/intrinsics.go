package deploy

import (
	"maps"
	"regexp"
)

// resolve turns an intrinsic into what it stands for and leaves any other node as it is. nil is no
// value, as from AWS::NoValue. What a mapping or list holds is resolved when it is read.
func (b *builder) resolve(n *node) *node {
	if n == nil || b.err != nil {
		return n
	}
	name, arg, ok := n.intrinsic()
	if !ok {
		return n
	}
	switch name {
	case "Ref":
		return b.ref(n.line, arg.text)
	case "Fn::GetAtt":
		return b.getAtt(n.line, arg)
	case "Fn::Sub":
		return b.sub(n.line, arg)
	case "Fn::If":
		if len(arg.items) != 3 {
			b.fail(n.line, "Fn::If takes a condition and two values")
			return nil
		}
		if b.condition(n.line, arg.items[0].text) {
			return b.resolve(arg.items[1])
		}
		return b.resolve(arg.items[2])
	default:
		b.fail(n.line, "intrinsic %s is not simulated", name)
		return nil
	}
}

// ref is the value of a pseudo parameter, a parameter or a resource.
func (b *builder) ref(line int, name string) *node {
	if name == "AWS::NoValue" {
		return nil
	}
	if v, ok := b.pseudo(name); ok {
		return text(line, v)
	}
	if v, ok := b.parameters[name]; ok {
		return text(line, v)
	}
	if r := b.resource(line, name); r != nil {
		return text(line, r.ref)
	}
	return text(line, "")
}

func (b *builder) pseudo(name string) (string, bool) {
	env := b.to.Env
	switch name {
	case "AWS::AccountId":
		return env.Account, true
	case "AWS::Region":
		return env.Region, true
	case "AWS::Partition":
		return "aws", true
	case "AWS::StackName":
		return b.to.Stack, true
	case "AWS::URLSuffix":
		return "amazonaws.com", true
	}
	return "", false
}

func (b *builder) getAtt(line int, arg *node) *node {
	if len(arg.items) != 2 {
		b.fail(line, "Fn::GetAtt takes a resource and an attribute")
		return nil
	}
	return text(line, b.attribute(line, arg.items[0].text, arg.items[1].text))
}

func (b *builder) attribute(line int, id, name string) string {
	r := b.resource(line, id)
	if r == nil {
		return ""
	}
	v, ok := r.attributes[name]
	if !ok {
		b.fail(line, "Fn::GetAtt: %s %s has no attribute %q", r.kind, id, name)
	}
	return v
}

// variable is ${Name}, ${Resource.Attribute} or ${!Literal} in a Fn::Sub.
var variable = regexp.MustCompile(`\$\{(!?)([^${}.]+)(?:\.([^${}]+))?\}`)

// sub replaces the variables of a string; the long form brings its own variables along.
func (b *builder) sub(line int, arg *node) *node {
	own := map[string]*node{}
	if arg.isList && len(arg.items) == 2 && arg.items[1].isMap() {
		maps.Copy(own, arg.items[1].fields)
		arg = arg.items[0]
	}
	if !arg.isScalar() {
		b.fail(line, "Fn::Sub takes a string, or a string and a mapping")
		return nil
	}
	return text(line, variable.ReplaceAllStringFunc(arg.text, func(match string) string {
		part := variable.FindStringSubmatch(match)
		literal, name, attribute := part[1] == "!", part[2], part[3]
		switch {
		case literal:
			return "${" + match[len("${!"):]
		case own[name] != nil && attribute == "":
			return b.scalar(own[name])
		case attribute != "":
			return b.attribute(line, name, attribute)
		}
		return b.scalar(b.ref(line, name))
	}))
}

// scalar is the text of a node that must be a plain value.
func (b *builder) scalar(n *node) string {
	n = b.resolve(n)
	if n == nil {
		return ""
	}
	if !n.isScalar() {
		b.fail(n.line, "a plain value is expected here")
	}
	return n.text
}

// condition is the value of a named condition.
func (b *builder) condition(line int, name string) bool {
	n := b.conditions[name]
	if n == nil {
		b.fail(line, "there is no condition %q", name)
		return false
	}
	if b.asking[name] {
		b.fail(line, "condition %s depends on itself", name)
		return false
	}
	b.asking[name] = true
	defer delete(b.asking, name)
	return b.truth(n)
}

// truth evaluates a condition function.
func (b *builder) truth(n *node) bool {
	if b.err != nil {
		return false
	}
	if c := n.fields["Condition"]; c != nil && len(n.keys) == 1 {
		return b.condition(n.line, c.text)
	}
	name, arg, ok := n.intrinsic()
	switch {
	case ok && name == "Fn::Equals" && len(arg.items) == 2:
		return b.scalar(arg.items[0]) == b.scalar(arg.items[1])
	case ok && name == "Fn::Not" && len(arg.items) == 1:
		return !b.truth(arg.items[0])
	case ok:
		b.fail(n.line, "condition function %s is not simulated in this form", name)
	default:
		b.fail(n.line, "a condition function is expected here")
	}
	return false
}
