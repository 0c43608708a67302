package conformance

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sashweight/shared/awssim/wire"
)

// Whoever calls without an SDK passes no validation. Each recorded request is sent once for each
// of its members without it: every one is answered or refused, none breaks an operation.
func TestNoIncompleteRequestBreaksAnOperation(t *testing.T) {
	for _, s := range append(subjects(), simulatedEC2()) {
		b := newBench(t, s)
		b.server.Gate = nil
		for _, op := range b.operations(t) {
			f, err := b.requestFixture(op)
			if err != nil {
				t.Errorf("%s %s: %v", s.module, op, err)
				continue
			}
			for _, body := range incomplete(s.service.Protocol, f.body) {
				if answer := b.postToPort(fixture{f.path, f.header, body}); answer.Code >= 500 {
					t.Errorf("%s %s %s: %s", s.module, op, body, answer.Body)
				}
			}
		}
	}
}

func (b *bench) postToPort(f fixture) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, f.path, strings.NewReader(string(f.body)))
	r.Header = f.header.Clone()
	r.Header.Set("Authorization", b.authorization())
	w := httptest.NewRecorder()
	b.server.ServeHTTP(w, r)
	return w
}

// incomplete gives the whole body, and it without each of its members.
func incomplete(p wire.Protocol, body []byte) [][]byte {
	switch {
	case forms(p):
		return incompleteForms(string(body))
	case p == wire.CBOR:
		return incompleteCBOR(body)
	}
	var tree any
	if err := json.Unmarshal(body, &tree); err != nil {
		return nil
	}
	var bodies [][]byte
	render := func() { bodies = append(bodies, []byte(text(tree))) }
	render()
	prune(tree, render)
	return bodies
}

// prune takes out one member after the other, calls render, and puts it back.
func prune(x any, render func()) {
	switch x := x.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(x)) {
			member := x[name]
			delete(x, name)
			render()
			x[name] = member
			prune(member, render)
		}
	case []any:
		for _, item := range x {
			prune(item, render)
		}
	}
}

func incompleteForms(body string) [][]byte {
	bodies := [][]byte{[]byte(body)}
	form, err := url.ParseQuery(body)
	if err != nil {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(form)) {
		less := maps.Clone(form)
		delete(less, name)
		bodies = append(bodies, []byte(less.Encode()))
	}
	return bodies
}
