package wire

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/smithy-go"
)

// restRoute is how a REST service calls one operation.
type restRoute struct {
	operation string
	method    string
	segments  []string
	query     map[string]string // the input's field by the parameter's name
}

// readRoute reads "GET /schedules/{Name}?groupName={GroupName}".
func readRoute(operation, text string) restRoute {
	method, target, _ := strings.Cut(text, " ")
	path, query, _ := strings.Cut(target, "?")
	r := restRoute{
		operation: operation, method: method, segments: segmentsOf(path),
		query: map[string]string{},
	}
	for parameter := range strings.SplitSeq(query, "&") {
		name, field, _ := strings.Cut(parameter, "=")
		r.query[name] = strings.Trim(field, "{}")
	}
	return r
}

func segmentsOf(path string) []string { return strings.Split(strings.Trim(path, "/"), "/") }

// match compares a request with the route and gives the values of the fields that stand in its path
// and query.
func (r restRoute) match(method string, u *url.URL) (map[string][]string, bool) {
	segments := segmentsOf(u.EscapedPath())
	if method != r.method || len(segments) != len(r.segments) {
		return nil, false
	}
	values := map[string][]string{}
	for i, want := range r.segments {
		field, isField := strings.CutPrefix(want, "{")
		got, err := url.PathUnescape(segments[i])
		if err != nil || got == "" || !isField && got != want {
			return nil, false
		}
		if isField {
			values[strings.TrimSuffix(field, "}")] = []string{got}
		}
	}
	for name, got := range u.Query() {
		if field, ok := r.query[name]; ok {
			values[field] = got
		}
	}
	return values, true
}

func (s *Server) serveREST(e exchange, r *http.Request, body []byte, who Caller) answer {
	e.operation = r.Method + " " + r.URL.Path
	for _, route := range e.service.routes {
		values, ok := route.match(r.Method, r.URL)
		if !ok {
			continue
		}
		e.operation = route.operation
		op, ok := e.service.operations[route.operation]
		if !ok {
			break
		}
		q := request{
			tree: map[string]any{}, outside: values,
			binding: e.service.Bindings[route.operation], body: body,
		}
		if len(body) > 0 && q.binding.Body == "" {
			var err error
			if q.tree, err = jsonTree(body); err != nil {
				return e.refuse(malformed, err.Error())
			}
		}
		return s.serveCall(e, r, op, q, who)
	}
	return e.failure(e.noSuchOperation())
}

// fillOutside fills the members of an input that do not stand in its body.
func (d decoder) fillOutside(in reflect.Value, values map[string][]string) error {
	d.form = true // all of them are text
	for _, name := range slices.Sorted(maps.Keys(values)) {
		got, v := values[name], in.FieldByName(name)
		var x any = got[0]
		if v.Kind() == reflect.Slice {
			numbers := map[string]any{}
			for i, text := range got {
				numbers[strconv.Itoa(i+1)] = text
			}
			x = numbers
		}
		if err := d.value(v, x, 0); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// restStatuses are the errors that REST services answer with another status than 400 (EventBridge
// Scheduler and Lambda API references, each operation's errors and "Common Errors").
var restStatuses = map[string]int{
	"AccessDeniedException":               http.StatusForbidden,
	"IncompleteSignatureException":        http.StatusForbidden,
	"MissingAuthenticationTokenException": http.StatusForbidden,
	"ConflictException":                   http.StatusConflict,
	"ResourceNotFoundException":           http.StatusNotFound,
	"UnknownOperationException":           http.StatusNotFound,
	"ServiceQuotaExceededException":       http.StatusPaymentRequired,
	"ThrottlingException":                 http.StatusTooManyRequests,
	"TooManyRequestsException":            http.StatusTooManyRequests,
	"RequestTooLargeException":            http.StatusRequestEntityTooLarge,
	"ResourceConflictException":           http.StatusConflict,
}

// restFailure writes what restJson1 keeps in the body; the code stands in X-Amzn-ErrorType.
func restFailure(failed smithy.APIError) []byte {
	return marshal(map[string]string{"Message": failed.ErrorMessage()})
}
