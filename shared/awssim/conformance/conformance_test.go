// Package conformance holds the simulated services to the fixtures that lie inside the modules of
// AWS's Go SDK: AWS's own record of what each operation looks like on the wire.
package conformance

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sashweight/shared/awssim/wire"
)

// fixture is one recorded message: a start line, a query line in requests, headers, a body.
type fixture struct {
	path   string // of a request
	header http.Header
	body   []byte
}

// moduleDir is where the sources of a service's SDK module lie.
func moduleDir(t *testing.T, service string) string {
	t.Helper()
	const sdk = "github.com/aws/aws-sdk-go-v2/service/"
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", sdk+service).Output()
	if err != nil {
		t.Fatalf("find the SDK module of %s: %v", service, err)
	}
	return strings.TrimSpace(string(out))
}

func readFixture(path string) (fixture, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return fixture{}, err
	}
	start, rest, _ := strings.Cut(string(text), "\n")
	rest = strings.TrimPrefix(rest, "\n") // the query line of a request, always empty
	head, body, found := strings.Cut(rest, "\n\n")
	if !found {
		return fixture{}, errors.New(path + " has no body")
	}
	_, target, _ := strings.Cut(start, " ")
	f := fixture{path: target, header: http.Header{}, body: []byte(body)}
	for line := range strings.SplitSeq(head, "\n") {
		name, value, _ := strings.Cut(line, ": ")
		f.header.Set(name, value)
	}
	return f, nil
}

// bench is one service between recorded messages: its gate keeps inputs and plays answers.
type bench struct {
	subject
	server *wire.Server
	dir    string
	input  any
	output any
	err    error
}

var errKept = errors.New("the input was kept")

func newBench(t *testing.T, s subject) *bench {
	t.Helper()
	b := &bench{subject: s, server: wire.NewServer(s.service), dir: moduleDir(t, s.module)}
	b.server.Gate = func(_ context.Context, c *wire.Call, _ func() (any, error)) (any, error) {
		b.input = c.Input
		return b.output, b.err
	}
	return b
}

func (b *bench) requestFixture(op string) (fixture, error) {
	return readFixture(filepath.Join(b.dir, "request_snapshot", op+".request.snap"))
}

// post sends a recorded request to the server and returns the answer's body.
func (b *bench) post(f fixture) []byte {
	r, err := http.NewRequest(http.MethodPost, "http://localhost"+f.path, bytes.NewReader(f.body))
	if err != nil {
		panic(err)
	}
	r.Header = f.header.Clone()
	r.Header.Set("Authorization", b.authorization())
	resp, err := b.server.Do(r)
	if err != nil {
		return []byte(err.Error())
	}
	defer func() { _ = resp.Body.Close() }() // a buffer
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return []byte(err.Error())
	}
	return body
}

func (b *bench) authorization() string {
	return "AWS4-HMAC-SHA256 Credential=AKID/20270104/us-east-1/" + b.service.Scope +
		"/aws4_request, SignedHeaders=host, Signature=0"
}

// decode gives what the server reads from the recorded request of an operation.
func (b *bench) decode(op string) (any, fixture, error) {
	f, err := b.requestFixture(op)
	if err != nil {
		return nil, f, err
	}
	b.input, b.output, b.err = nil, nil, errKept
	answer := b.post(f)
	if b.input == nil {
		return nil, f, errors.New("refused: " + string(answer))
	}
	return b.input, f, nil
}

// invoke calls an operation of the SDK's client, which sends to http.
func (b *bench) invoke(via aws.HTTPClient, op string, in any) (any, error) {
	cfg := b.server.Config(wire.Caller{AccessKey: "AKID"}, "us-east-1")
	cfg.HTTPClient = via
	cfg.RetryMaxAttempts = 1
	cfg.BaseEndpoint = aws.String("http://localhost")
	method := reflect.ValueOf(b.client(cfg)).MethodByName(op)
	results := method.Call([]reflect.Value{
		reflect.ValueOf(context.Background()), reflect.ValueOf(in),
	})
	if failed, ok := results[1].Interface().(error); ok {
		return nil, failed
	}
	return results[0].Interface(), nil
}
