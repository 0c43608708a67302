package deploy

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// resource is one resource of the template on its way to be created.
type resource struct {
	id, kind   string
	n          *node
	done       bool
	ref        string
	attributes map[string]string
}

// readResources creates every resource, each after those that it refers to.
func (b *builder) readResources(section *node) {
	all := b.object(section, "Resources")
	if len(all.n.keys) == 0 {
		b.fail(all.n.line, "the template has no resources")
	}
	for _, id := range all.n.keys {
		b.resources[id] = &resource{id: id, n: all.n.fields[id]}
	}
	for _, id := range all.n.keys {
		if c := all.n.fields[id].fields["Condition"]; c != nil && !b.condition(c.line, c.text) {
			delete(b.resources, id)
		}
	}
	for _, id := range all.n.keys {
		if b.resources[id] != nil {
			b.resource(all.n.fields[id].line, id)
		}
	}
}

// resource is the resource of a logical id, created now if it was not yet; nil when there is none.
func (b *builder) resource(line int, id string) *resource {
	if b.err != nil {
		return nil
	}
	r := b.resources[id]
	switch {
	case r == nil:
		b.fail(line, "there is no parameter or resource %q", id)
		return nil
	case slices.Contains(b.building, id):
		b.fail(line, "dependency cycle: %s", strings.Join(append(b.building, id), " -> "))
		return nil
	case !r.done:
		b.building = append(b.building, id)
		b.create(r)
		b.building = b.building[:len(b.building)-1]
		r.done = true
		b.stack.Resources[id] = Resource{Type: r.kind, Ref: r.ref, Attributes: r.attributes}
	}
	return r
}

// create reads what every resource has and hands its properties to its type.
func (b *builder) create(r *resource) {
	o := b.object(r.n, r.id)
	r.kind = o.needText("Type")
	o.ignore("Metadata")
	o.read["Condition"] = true
	o.oneOf("DeletionPolicy", "Delete", "Retain")
	o.oneOf("UpdateReplacePolicy", "Delete", "Retain")
	if n := o.get("DependsOn"); n != nil && n.isScalar() {
		b.resource(n.line, n.text)
	} else {
		for _, id := range o.texts("DependsOn") {
			b.resource(r.n.line, id)
		}
	}
	properties := o.n.fields["Properties"]
	o.read["Properties"] = true
	if r.kind == "AWS::Serverless::Function" {
		properties = merge(b.globals, properties)
	}
	p := b.object(properties, r.id)
	if properties == nil {
		p.n.line = r.n.line
	}
	b.properties(r, p)
	p.done()
	o.done()
}

func (b *builder) properties(r *resource, p *object) {
	switch r.kind {
	case "AWS::Serverless::Function":
		b.function(r, p)
	case "AWS::DynamoDB::Table":
		b.table(r, p)
	case "AWS::SQS::Queue":
		b.queue(r, p)
	case "AWS::SQS::QueuePolicy":
		b.queuePolicy(r, p)
	case "AWS::CloudWatch::Alarm":
		b.alarm(r, p)
	case "AWS::CloudWatch::CompositeAlarm":
		b.compositeAlarm(r, p)
	case "AWS::Logs::LogGroup":
		b.logGroup(r, p)
	case "AWS::IAM::Role":
		b.role(r, p)
	case "AWS::Events::Rule":
		b.rule(r, p)
	case "AWS::Scheduler::Schedule":
		b.schedule(r, p)
	case "AWS::Lambda::Permission":
		b.permission(r, p)
	default:
		b.fail(r.n.line, "%s: resource type %s is not simulated", r.id, r.kind)
	}
}

// merge adds a function's own properties to those of Globals: mappings merge, lists follow each
// other, anything else of the function's own wins (SAM developer guide,
// sam-specification-template-anatomy-globals).
func merge(global, own *node) *node {
	switch {
	case global == nil:
		return own
	case own == nil:
		return global
	case global.isList && own.isList:
		return &node{line: own.line, isList: true, items: slices.Concat(global.items, own.items)}
	case !global.isMap() || !own.isMap():
		return own
	}
	if _, _, ok := own.intrinsic(); ok {
		return own
	}
	out := &node{line: own.line, fields: map[string]*node{}}
	for _, key := range slices.Concat(global.keys, own.keys) {
		if out.fields[key] == nil {
			out.keys = append(out.keys, key)
			out.fields[key] = merge(global.fields[key], own.fields[key])
		}
	}
	return out
}

// maxName is the longest name that functions, rules and roles may have.
const maxName = 64

// name is a physical name in the form that CloudFormation makes up.
func (b *builder) name(id string) string {
	suffix := "-" + strings.ToUpper(b.to.Env.HexID("physical name", 12))
	name := b.to.Stack + "-" + id
	return name[:min(len(name), maxName-len(suffix))] + suffix
}

// nameOr is the name that the template gives, or a made-up one.
func (b *builder) nameOr(p *object, key, id string) string {
	if given := p.text(key); given != "" {
		return given
	}
	return b.name(id)
}

// shortName is DrainNodesFunction as drain-nodes.
func shortName(id string) string {
	var out strings.Builder
	for i, c := range strings.TrimSuffix(id, "Function") {
		if unicode.IsUpper(c) && i > 0 {
			out.WriteByte('-')
		}
		out.WriteRune(unicode.ToLower(c))
	}
	return out.String()
}

func isNumber(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}
