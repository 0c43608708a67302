package wire

import (
	"net/http"
	"reflect"
)

// Binding is where members of a REST operation stand that are neither in its route nor in a JSON
// body (Smithy, HTTP bindings). The zero Binding is an operation without such members.
type Binding struct {
	// Headers are the members in headers, by the header's name, of the input and of the output.
	Headers map[string]string
	// Body is the member that is the whole body, as it is, of the input and of the output.
	Body string
	// Status is the output's member that is the HTTP status.
	Status string
}

// read takes the members of an input out of a request: those in headers join the ones of its route.
func (b Binding) read(in reflect.Value, h http.Header, q request) {
	for header, member := range b.Headers {
		values := h.Values(header)
		if len(values) > 0 && in.FieldByName(member).IsValid() {
			q.outside[member] = values[:1]
		}
	}
	if b.Body != "" && len(q.body) > 0 {
		in.FieldByName(b.Body).SetBytes(q.body)
	}
}

// write puts the members of an output into its answer and reports whether the body was one.
func (b Binding) write(a *answer, out reflect.Value) (taken bool) {
	a.headers = map[string]string{}
	for header, member := range b.Headers {
		if v := out.FieldByName(member); v.IsValid() && !absent(v) {
			a.headers[header] = reflect.Indirect(v).String()
		}
	}
	if b.Status != "" {
		if status := int(out.FieldByName(b.Status).Int()); status != 0 {
			a.status = status
		}
	}
	if b.Body == "" {
		return false
	}
	a.body = out.FieldByName(b.Body).Bytes()
	return true
}
