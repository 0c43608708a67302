package wire_test

import (
	"cmp"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/smithy-go/encoding/cbor"

	"sashweight/shared/awssim/wire"
)

const (
	json10 = "application/x-amz-json-1.0"
	json11 = "application/x-amz-json-1.1"
	form   = "application/x-www-form-urlencoded; charset=utf-8"
	scheme = "AWS4-HMAC-SHA256 Credential=AKIDTESTER/20270104/eu-west-1/"
	list   = "AmazonEC2ContainerServiceV20141113.ListTasks"
	put    = "DynamoDB_20120810.PutItem"
)

// raw is a request as a client without our SDK may send it.
type raw struct {
	method, auth, target, kind, body, path string
	cbor                                   bool
}

func signed(scope string) string { return scheme + scope + "/aws4_request, Signature=0" }

func (q raw) send(s *wire.Server) *http.Response {
	return q.sendBody(s, strings.NewReader(q.body))
}

func (q raw) sendBody(s *wire.Server, body io.Reader) *http.Response {
	method := http.MethodPost
	if q.method != "" {
		method = q.method
	}
	r := httptest.NewRequest(method, cmp.Or(q.path, "/"), body)
	for name, value := range map[string]string{
		"Authorization": q.auth, "X-Amz-Target": q.target, "Content-Type": q.kind,
	} {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	if q.cbor {
		r.Header.Set("Smithy-Protocol", "rpc-v2-cbor")
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Result()
}

// codeOf reads the error's code in the protocol that the answer claims to speak.
func codeOf(resp *http.Response) (string, error) {
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	switch kind := resp.Header.Get("Content-Type"); {
	case kind == "application/json":
		var failed struct{ Message *string }
		err = json.Unmarshal(body, &failed)
		return resp.Header.Get("X-Amzn-ErrorType"), err
	case kind == "application/cbor":
		v, err := cbor.Decode(body)
		if m, isMap := v.(cbor.Map); isMap {
			return fmt.Sprint(m["__type"]), err
		}
		return "", err
	case kind == "text/xml;charset=UTF-8":
		var failed struct {
			XMLName xml.Name `xml:"Response"`
			Code    string   `xml:"Errors>Error>Code"`
		}
		err = xml.Unmarshal(body, &failed)
		return failed.Code, err
	case strings.HasPrefix(kind, "application/x-amz-json-"):
		var failed struct {
			Type string `json:"__type"`
		}
		err = json.Unmarshal(body, &failed)
		return failed.Type, err
	}
	var failed struct {
		XMLName xml.Name `xml:"ErrorResponse"`
		Code    string   `xml:"Error>Code"`
	}
	err = xml.Unmarshal(body, &failed)
	return failed.Code, err
}

type rawCase struct {
	name   string
	send   raw
	status int
	kind   string
	code   string
}

func (c rawCase) check(t *testing.T, resp *http.Response) {
	t.Helper()
	code, err := codeOf(resp)
	if err != nil {
		t.Fatal(err)
	}
	if code != c.code || resp.StatusCode != c.status {
		t.Errorf("got %d %s, want %d %s", resp.StatusCode, code, c.status, c.code)
	}
	if got := resp.Header.Get("Content-Type"); got != c.kind {
		t.Errorf("got content type %q, want %q", got, c.kind)
	}
	if resp.Header.Get("x-amzn-RequestId") == "" {
		t.Error("no request id")
	}
}

func TestWhatIsNoCallIsRefusedInTheProtocolOfTheRequest(t *testing.T) {
	const dynamo = "com.amazonaws.dynamodb.v20120810#"
	for _, c := range []rawCase{
		{"nothing at all", raw{method: "GET"}, 403, "text/xml", "MissingAuthenticationToken"},
		{"json without signature", raw{target: list, kind: json11, body: "{}"},
			400, json11, "MissingAuthenticationTokenException"},
		{"query without signature", raw{kind: form, body: "Action=SetDesiredCapacity"},
			403, "text/xml", "MissingAuthenticationToken"},
		{"another scheme", raw{auth: "Bearer x", target: list, kind: json11, body: "{}"},
			400, json11, "IncompleteSignatureException"},
		{"half a credential", raw{auth: "AWS4-HMAC-SHA256 Credential=AKID/x", kind: form},
			403, "text/xml", "IncompleteSignature"},
		{"no credential", raw{auth: "AWS4-HMAC-SHA256 Signature=0", target: list, kind: json11},
			400, json11, "IncompleteSignatureException"},
		{"unknown service, json", raw{auth: signed("s4"), target: "S4.Get", kind: json10},
			400, json10, "UnknownOperationException"},
		{"unknown service, query", raw{auth: signed("s4"), kind: form, body: "Action=Get"},
			400, "text/xml", "InvalidAction"},
		{"unknown operation, json", ecsCall("{}").to("AmazonEC2ContainerServiceV20141113.Nap"),
			400, json11, "UnknownOperationException"},
		{"operation of another service", ecsCall("{}").to(put),
			400, json11, "UnknownOperationException"},
		{"target without operation", ecsCall("{}").to("ListTasks"),
			400, json11, "UnknownOperationException"},
		{"json without its content type", ecsCall("{}").as("text/plain"),
			400, json11, "UnknownOperationException"},
		{"json to a query service", raw{auth: signed("autoscaling"), target: "A.SetDesiredCapacity",
			kind: json11, body: "{}"}, 400, json11, "UnknownOperationException"},
		{"query to a json service", raw{auth: signed("sqs"), kind: form, body: "Action=GetQueueUrl"},
			400, "text/xml", "InvalidAction"},
		{"unknown operation, query", query("Action=Nap"), 400, "text/xml", "InvalidAction"},
		{"no action", query("Version=2011-01-01"), 400, "text/xml", "MissingAction"},
		{"form under another content type", query("Action=SetDesiredCapacity").as("text/plain"),
			400, "text/xml", "MissingAction"},
		{"unknown operation, prefixed", item("{}").to("DynamoDB_20120810.Nap"),
			400, json10, dynamo + "UnknownOperationException"},
	} {
		t.Run(c.name, func(t *testing.T) {
			resp := c.send.send(world())
			defer func() { _ = resp.Body.Close() }()
			c.check(t, resp)
		})
	}
}

func (q raw) to(target string) raw {
	q.target = target
	return q
}

func (q raw) as(kind string) raw {
	q.kind = kind
	return q
}

func ecsCall(body string) raw {
	return raw{auth: signed("ecs"), target: list, kind: json11, body: body}
}

func item(body string) raw {
	return raw{auth: signed("dynamodb"), target: put, kind: json10, body: body}
}

func query(body string) raw {
	return raw{auth: signed("autoscaling"), kind: form, body: body}
}

func TestMalformedInputIsRefused(t *testing.T) {
	const groups = "Action=DescribeAutoScalingGroups&"
	const twice = "AutoScalingGroupNames.member.1=win&AutoScalingGroupNames.member.01=win"
	for name, q := range map[string]raw{
		"empty body":            ecsCall(""),
		"half an object":        ecsCall(`{"cluster":`),
		"a list":                ecsCall(`[]`),
		"null":                  ecsCall(`null`),
		"two objects":           ecsCall(`{}{}`),
		"number for a string":   ecsCall(`{"cluster":1}`),
		"string for a number":   ecsCall(`{"maxResults":"1"}`),
		"fraction for a number": ecsCall(`{"maxResults":1.5}`),
		"number beyond 32 bits": ecsCall(`{"maxResults":4294967296}`),
		"deep nesting":          ecsCall(strings.Repeat(`{"cluster":`, 100_000)),
		"list for a map":        item(`{"Item":[]}`),
		"null in a map":         item(`{"Item":{"pk":null}}`),
		"null in a list":        item(`{"Item":{"pk":{"L":[null]}}}`),
		"empty union":           item(`{"Item":{"pk":{}}}`),
		"two in a union":        item(`{"Item":{"pk":{"S":"","B":""}}}`),
		"null in a union":       item(`{"Item":{"pk":{"S":null}}}`),
		"stranger in a union":   item(`{"Item":{"pk":{"Q":""}}}`),
		"no base64":             item(`{"Item":{"pk":{"B":"?"}}}`),
		"deep value":            item(nested(50)),
		"bad escape":            query("Action=%zz"),
		"value and members":     query(groups + "Filters=1&Filters.member.1.Name=x"),
		"twice":                 query(groups + "MaxRecords=1&MaxRecords=2"),
		"no number":             query(groups + "MaxRecords=many"),
		"no truth":              query(groups + "IncludeInstances=yes"),
		"no list":               query(groups + "AutoScalingGroupNames=win"),
		"list by name":          query(groups + "AutoScalingGroupNames.member.x=win"),
		"list by odd number":    query(groups + "AutoScalingGroupNames.member.01=win"),
		"list by number twice":  query(groups + twice),
		"scalar with members":   query(groups + "NextToken.x=1"),
		"deep name":             query(groups + strings.Repeat("a.", 100) + "b=1"),
	} {
		t.Run(name, func(t *testing.T) {
			resp := q.send(world())
			defer func() { _ = resp.Body.Close() }()
			code, err := codeOf(resp)
			want := "SerializationException"
			if q.kind == form {
				want = "MalformedInput"
			}
			if err != nil || !strings.HasSuffix(code, want) || resp.StatusCode != 400 {
				t.Errorf("got %d %q (%v), want 400 %s", resp.StatusCode, code, err, want)
			}
		})
	}
}

// nested is an item whose one value is a list in a list and so on.
func nested(levels int) string {
	return `{"Item":{"pk":` + strings.Repeat(`{"L":[`, levels) + `{"S":""}` +
		strings.Repeat(`]}`, levels) + `}}`
}

func TestABodyIsBounded(t *testing.T) {
	huge := io.LimitReader(zeros{}, 7<<20)
	resp := ecsCall("").sendBody(world(), huge)
	defer func() { _ = resp.Body.Close() }()
	rawCase{status: 413, kind: json11, code: "RequestEntityTooLargeException"}.check(t, resp)
}

type zeros struct{}

// Read never ends.
func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func TestABodyThatBreaksOffIsMalformed(t *testing.T) {
	resp := query("").sendBody(world(), broken{})
	defer func() { _ = resp.Body.Close() }()
	rawCase{status: 400, kind: "text/xml", code: "MalformedInput"}.check(t, resp)
}

type broken struct{}

// Read fails.
func (broken) Read([]byte) (int, error) { return 0, errors.New("connection reset") }
