package eventbridge

import (
	"errors"
	"strings"
	"testing"

	"github.com/aws/smithy-go"
)

const sample = `{"source":"aws.ecs","detail-type":"T","time":"2026-01-02T03:04:05Z",
	"resources":["arn:a","arn:b"],
	"detail":{"state":"STOPPED","n":5,"big":123456789012,"yes":true,"none":null,"empty":"",
		"dot.ted":{"x":"y"},"path":"dir/file.png","list":[],
		"people":[{"first":"Ann","last":"Lee"},{"first":"Bob","last":"Ray","tags":["p","q"]}]}}`

// expectation says whether a pattern matches the sample.
type expectation struct {
	pattern string
	want    bool
}

func check(t *testing.T, expectations []expectation) {
	t.Helper()
	for _, c := range expectations {
		p, err := ParsePattern([]byte(c.pattern))
		if err != nil {
			t.Errorf("%s: %v", c.pattern, err)
			continue
		}
		if got := p.Match([]byte(sample)); got != c.want {
			t.Errorf("%s matches = %v, want %v", c.pattern, got, c.want)
		}
	}
}

func TestExactValuesMatchByTypeAndValue(t *testing.T) {
	check(t, []expectation{
		{`{"source":["aws.ecs"]}`, true},
		{`{"source":["aws.ec2","aws.ecs"]}`, true},
		{`{"source":["aws.ec2"]}`, false},
		{`{"source":["aws.ecs"],"detail":{"state":["RUNNING"]}}`, false},
		{`{"resources":["arn:b"]}`, true},
		{`{"resources":["arn:c"]}`, false},
		{`{"nothing":["x"]}`, false},
		{`{"detail":{"n":[5]}}`, true},
		{`{"detail":{"n":[5.0]}}`, true},
		{`{"detail":{"n":["5"]}}`, false},
		{`{"detail":{"big":[123456789012]}}`, true},
		{`{"detail":{"big":[1.23456789012e11]}}`, false},
		{`{"detail":{"yes":[true]}}`, true},
		{`{"detail":{"yes":["true"]}}`, false},
		{`{"detail":{"none":[null]}}`, true},
		{`{"detail":{"absent":[null]}}`, false},
		{`{"detail":{"empty":[""]}}`, true},
		{`{"detail":["x"]}`, false},
	})
}

func TestStringOperators(t *testing.T) {
	check(t, []expectation{
		{`{"time":[{"prefix":"2026-01-02"}]}`, true},
		{`{"detail":{"n":[{"prefix":"5"}]}}`, false},
		{`{"detail":{"state":[{"prefix":{"equals-ignore-case":"stop"}}]}}`, true},
		{`{"detail":{"path":[{"suffix":".png"}]}}`, true},
		{`{"detail":{"path":[{"suffix":{"equals-ignore-case":".PNG"}}]}}`, true},
		{`{"detail":{"path":[{"suffix":".PNG"}]}}`, false},
		{`{"detail":{"state":[{"equals-ignore-case":"stopped"}]}}`, true},
		{`{"detail":{"path":[{"wildcard":"dir/*.png"}]}}`, true},
		{`{"detail":{"path":[{"wildcard":"*/f*e*.png"}]}}`, true},
		{`{"detail":{"path":[{"wildcard":"dir/\\*.png"}]}}`, false},
		{`{"detail":{"path":[{"wildcard":"dir"}]}}`, false},
		{`{"detail":{"path":[{"wildcard":"dir/file.png*.png"}]}}`, false},
	})
}

func TestAnythingButMatchesWhatIsLeft(t *testing.T) {
	check(t, []expectation{
		{`{"detail":{"state":[{"anything-but":"RUNNING"}]}}`, true},
		{`{"detail":{"state":[{"anything-but":["RUNNING","STOPPED"]}]}}`, false},
		{`{"detail":{"n":[{"anything-but":[4,5]}]}}`, false},
		{`{"detail":{"n":[{"anything-but":4}]}}`, true},
		{`{"detail":{"absent":[{"anything-but":"x"}]}}`, false},
		{`{"detail":{"state":[{"anything-but":{"prefix":"STOP"}}]}}`, false},
		{`{"detail":{"state":[{"anything-but":{"suffix":"ING"}}]}}`, true},
		{`{"detail":{"state":[{"anything-but":{"prefix":["A","STOP"]}}]}}`, false},
		{`{"detail":{"state":[{"anything-but":{"equals-ignore-case":"stopped"}}]}}`, false},
		{`{"detail":{"path":[{"anything-but":{"wildcard":"dir/*"}}]}}`, false},
		{`{"resources":[{"anything-but":"arn:a"}]}`, true},
	})
}

func TestExistsSeesLeavesOnly(t *testing.T) {
	check(t, []expectation{
		{`{"detail":{"state":[{"exists":true}]}}`, true},
		{`{"detail":{"none":[{"exists":true}]}}`, true},
		{`{"detail":{"state":[{"exists":false}]}}`, false},
		{`{"detail":{"absent":[{"exists":false}]}}`, true},
		{`{"absent":{"deep":[{"exists":false}]}}`, true},
		{`{"detail":[{"exists":true}]}`, false},
		{`{"detail":{"list":[{"exists":true}]}}`, false},
		{`{"detail":{"absent":[{"anything-but":["x"]},{"exists":false}]}}`, true},
		{`{"detail":{"people":{"tags":[{"exists":false}]}}}`, false},
	})
}

func TestNumericRanges(t *testing.T) {
	check(t, []expectation{
		{`{"detail":{"n":[{"numeric":["=",5]}]}}`, true},
		{`{"detail":{"n":[{"numeric":[">",0,"<=",5]}]}}`, true},
		{`{"detail":{"n":[{"numeric":["<",5]}]}}`, false},
		{`{"detail":{"n":[{"numeric":[">=",5.5]}]}}`, false},
		{`{"detail":{"state":[{"numeric":[">",0]}]}}`, false},
		{`{"detail":{"big":[{"numeric":[">",0]}]}}`, false},
	})
}

func TestOrMultipliesOut(t *testing.T) {
	check(t, []expectation{
		{`{"$or":[{"source":["x"]},{"detail":{"n":[5]}}]}`, true},
		{`{"source":["x"],"$or":[{"source":["x"]},{"detail":{"n":[5]}}]}`, false},
		{`{"detail":{"$or":[{"n":[6]},{"state":["RUNNING"]}]}}`, false},
		{`{"detail":{"n":[5],"$or":[{"state":["A"],"$or":[{"yes":[true]},{"n":[1]}]},
			{"yes":[true]}]}}`, true},
	})
}

func TestFieldsComeFromOneElementOfAnArray(t *testing.T) {
	check(t, []expectation{
		{`{"detail":{"people":{"first":["Bob"]}}}`, true},
		{`{"detail":{"people":{"first":["Bob"],"last":["Ray"],"tags":["q"]}}}`, true},
		{`{"detail":{"people":{"first":["Ann"],"last":["Ray"]}}}`, false},
		{`{"detail":{"dot.ted":{"x":["y"]}}}`, true},
		{`{"detail":{"dot":{"ted":{"x":["y"]}}}}`, true},
	})
}

func TestInvalidPatternsAreRefusedWithTheirReason(t *testing.T) {
	for pattern, want := range map[string]string{
		`{`:                                 "Invalid JSON",
		`{} {}`:                             "Invalid JSON",
		`[]`:                                "Filter is not an object",
		`{}`:                                "Empty objects are not allowed",
		`{"a":{}}`:                          "Empty objects are not allowed",
		`{"a":[]}`:                          "Empty arrays are not allowed",
		`{"a":"b"}`:                         `"a" must be an object or an array`,
		`{"a":[["b"]]}`:                     "Match value must be String, number, true",
		`{"a":[{"cidr":"10.0.0.0/8"}]}`:     "Unrecognized match type cidr",
		`{"a":[{}]}`:                        "Only one key allowed in match expression",
		`{"a":[{"prefix":1}]}`:              "prefix match pattern must be a string",
		`{"a":[{"suffix":1}]}`:              "suffix match pattern must be a string",
		`{"a":[{"exists":"x"}]}`:            "exists match pattern must be either true or false.",
		`{"a":[{"numeric":5}]}`:             "Value of numeric must be an array.",
		`{"a":[{"numeric":["~",1]}]}`:       "Unrecognized numeric range operator: ~",
		`{"a":[{"numeric":["<","1"]}]}`:     "Value of < must be numeric",
		`{"a":[{"numeric":["<",1,">",0]}]}`: "Bad numeric range operator",
		`{"a":[{"anything-but":true}]}`:     "Value of anything-but must be an array or single",
		`{"a":[{"anything-but":["x",1]}]}`:  "mixed type is not supported",
		`{"a":[{"anything-but":{"numeric":["<",1]}}]}`: "Unsupported anything-but pattern:",
		`{"a":[{"wildcard":"a**b"}]}`:                  "Consecutive wildcard characters at pos 1",
		`{"a":[{"wildcard":"a\\b"}]}`:                  "Invalid escape character at pos 1",
		`{"$or":[{"a":[1]}]}`:                          "at least 2 Objects",
		`{"$or":[{"a":[1]},5]}`:                        "Only JSON object is allowed",
		`{"$or":[{"prefix":[1]},{"a":[1]}]}`:           "prefix is Ruler reserved fieldName",
	} {
		_, err := ParsePattern([]byte(pattern))
		var api smithy.APIError
		if !errors.As(err, &api) || api.ErrorCode() != "InvalidEventPatternException" ||
			!strings.Contains(api.ErrorMessage(), want) {
			t.Errorf("%s\n got %v\nwant %s", pattern, err, want)
		}
	}
}

func TestLongPatternsAreRefused(t *testing.T) {
	long := `{"a":["` + strings.Repeat("x", maxPattern) + `"]}`
	if _, err := ParsePattern([]byte(long)); err == nil {
		t.Error("a pattern of more than 2048 bytes is accepted")
	}
	or := strings.Repeat(`"$or":[{"a":[1]},{"b":[1]}],"x":{`, 40)
	or = "{" + or + `"c":[1]` + strings.Repeat("}", 41)
	if _, err := ParsePattern([]byte(or)); err == nil {
		t.Error("a pattern of 2^40 clauses is accepted")
	}
}

func FuzzPatternsAndEventsNeverPanic(f *testing.F) {
	f.Add([]byte(`{"a":[{"wildcard":"*x"}]}`), []byte(`{"a":["x"]}`))
	f.Add([]byte(`{"$or":[{"a":[1]},{"b":[{"exists":false}]}]}`), []byte(sample))
	f.Fuzz(func(_ *testing.T, pattern, event []byte) {
		p, err := ParsePattern(pattern)
		if err != nil {
			return
		}
		p.Match(event)
	})
}
