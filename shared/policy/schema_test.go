package policy

import (
	"bytes"
	"slices"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// beyondSchema are the refusals that a schema cannot make: they take arithmetic, a calendar, the
// list of time zones, or how YAML was written.
var beyondSchema = []string{
	"time_zone: Berlin", "time_zone: Local",
	"nodes: {disruption: {max: 0x10}}",
	"nodes: {disruption: {time_windows: ['Sat 02:00-02:00']}}",
	"nodes: {health: {impaired_for: 59s}}", "drain: {deadline: 49h}",
	"mute: [{finding: a, until: 2026-02-30, why: b}]",
}

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("policy.json", raw); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("policy.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// refusedBy is what the schema has against a document, nil if nothing.
func refusedBy(t *testing.T, schema *jsonschema.Schema, src string) error {
	t.Helper()
	var value any
	if err := yaml.Unmarshal([]byte(src), &value); err != nil {
		t.Fatalf("%q: %v", src, err)
	}
	return schema.Validate(value)
}

func TestSchemaRefusesNothingThatParseAccepts(t *testing.T) {
	schema := compiled(t)
	for _, src := range []string{
		full, "", "# nothing", "mode: act", "functions: {refresh-ami: report}", "services: []",
		"nodes: {disruption: {max: 3}}", "nodes: {disruption: {max: 100%}}",
		"nodes: {disruption: {max: 1 node, time_windows: ['Fri-Mon,Wed 22:00-24:00']}}",
		"nodes: {disruption: {max: 1000 nodes, moves_per_hour: 10000}}",
		"drain: {deadline: 48h, extend: 1m, standalone: {wait: 1h0m30s}}", "time_zone: UTC",
		"time_zone: America/Argentina/Buenos_Aires", "time_zone: Etc/GMT+5",
		"mute: [{finding: '*', until: '2026-12-31T08:00:00.5Z', why: Ü b}]",
	} {
		if _, err := Parse([]byte(src)); err != nil {
			t.Errorf("%q: %v", src, err)
		}
		if err := refusedBy(t, schema, src); err != nil {
			t.Errorf("%q: %v", src, err)
		}
	}
}

func TestSchemaRefusesWhatParseRefuses(t *testing.T) {
	schema := compiled(t)
	sources := []string{
		"mood: act", "mode: on", "mode: ", "functions: {drain: act}", "nodes: []", "[mode]",
		"nodes: {groups: {name: web}}", "nodes: {groups: [{}]}", "nodes: {groups: [{name: ' web'}]}",
	}
	for _, c := range refusals {
		sources = append(sources, c.src)
	}
	for _, src := range sources {
		err := refusedBy(t, schema, src)
		if beyond := slices.Contains(beyondSchema, src); (err == nil) != beyond {
			t.Errorf("%q: schema says %v; beyond it is %t", src, err, beyond)
		}
	}
}

func TestSchemaNamesDefaults(t *testing.T) {
	text, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"default": "report"`, `"default": "30m"`, `"default": "10%"`, `"default": 60`,
		`"default": true`, `"default": "UTC"`, `"default": "any"`,
	} {
		if !bytes.Contains(text, []byte(want)) {
			t.Errorf("schema lacks %s", want)
		}
	}
}
