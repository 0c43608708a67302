package conformance

import (
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/smithy-go"
)

// A recorded request, read by the server and written again by the SDK, is the same request.
func TestEveryRequestFixtureIsRead(t *testing.T) {
	for _, s := range subjects() {
		b := newBench(t, s)
		for _, op := range b.operations(t) {
			in, want, err := b.decode(op)
			if err != nil {
				t.Errorf("%s %s: %v", s.module, op, err)
				continue
			}
			sdk := &recorder{}
			_, err = b.invoke(sdk, op, in)
			if !errors.Is(err, errKept) {
				t.Errorf("%s %s: the SDK did not send: %v", s.module, op, err)
			} else if d := differ(s.service.Protocol, sdk.sent, want.body); d != "" {
				t.Errorf("%s %s: %s", s.module, op, d)
			}
		}
	}
}

// A recorded answer, read by the SDK and written by the server, is the same answer.
func TestEveryResponseFixtureIsWritten(t *testing.T) {
	for _, s := range subjects() {
		if forms(s.service.Protocol) {
			continue // their modules have none: TestQueryOutputsSurviveTheWire
		}
		b, found := newBench(t, s), 0
		for _, op := range b.operations(t) {
			path := filepath.Join(b.dir, "response_snapshot", op+".response.snap")
			want, err := readFixture(path)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			found++
			if d := b.rewrite(op, want, err); d != "" {
				t.Errorf("%s %s: %s", s.module, op, d)
			}
		}
		if found == 0 {
			t.Errorf("%s: its SDK module has no response fixture for any operation", s.module)
		}
	}
}

func (b *bench) rewrite(op string, want fixture, err error) string {
	if err != nil {
		return err.Error()
	}
	in, request, err := b.decode(op)
	if err != nil {
		return err.Error()
	}
	out, err := b.invoke(&recorder{status: http.StatusOK, reply: want}, op, in)
	if err != nil {
		return "the SDK cannot read the fixture: " + err.Error()
	}
	b.output, b.err = out, nil
	return differ(b.service.Protocol, b.post(request), want.body)
}

// A recorded error, read by the SDK and written by the server, is the same error with all its
// members.
func TestEveryErrorFixtureIsWritten(t *testing.T) {
	for _, s := range subjects() {
		if forms(s.service.Protocol) {
			continue
		}
		b := newBench(t, s)
		paths, err := filepath.Glob(filepath.Join(b.dir, "response_snapshot", "*.error.snap"))
		if err != nil || len(paths) == 0 {
			t.Errorf("%s: its SDK module has no error fixture (%v)", s.module, err)
		}
		op := b.operations(t)[0]
		for _, path := range paths {
			if d := b.rewriteError(op, path); d != "" {
				t.Errorf("%s %s: %s", s.module, filepath.Base(path), d)
			}
		}
	}
}

func (b *bench) rewriteError(op, path string) string {
	want, err := readFixture(path)
	if err != nil {
		return err.Error()
	}
	in, request, err := b.decode(op)
	if err != nil {
		return err.Error()
	}
	_, err = b.invoke(&recorder{status: http.StatusBadRequest, reply: want}, op, in)
	var typed smithy.APIError
	if !errors.As(err, &typed) {
		return "the SDK reads no error of the API"
	}
	b.output, b.err = nil, typed
	return differ(b.service.Protocol, b.unprefixed(b.post(request)), want.body)
}

// unprefixed drops the prefix of an error's name, which fixtures do not have.
func (b *bench) unprefixed(body []byte) []byte {
	name, err := json.Marshal(b.service.ErrorPrefix)
	if err != nil || b.service.ErrorPrefix == "" {
		return body
	}
	prefix := strings.TrimSuffix(string(name), `"`)
	return []byte(strings.Replace(string(body), prefix, `"`, 1))
}

// operations lists what is implemented. A service without operations, or one whose SDK module has
// no fixtures, would be held to nothing.
func (b *bench) operations(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(b.dir, "request_snapshot", "*.request.snap"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s: its SDK module has no request fixtures in %s (%v)", b.module, b.dir, err)
	}
	ops := b.service.Operations()
	if len(ops) == 0 {
		t.Fatalf("%s: no operations", b.module)
	}
	return ops
}
