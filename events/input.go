package events

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// input is a JSON value inside the whole input, with what is known of the event so far.
type input struct {
	raw  []byte   // the whole input; offsets count from its start
	at   []string // where body is in raw
	body []byte
	meta Meta
}

// inside is the input narrowed to the value at key, whose JSON is body.
func (in input) inside(key string, body []byte) input {
	in.at = append(in.at[:len(in.at):len(in.at)], strings.Split(key, ".")...)
	in.body = body
	return in
}

// path is a field of in as a path from the top; field "" is in itself.
func (in input) path(field string) []string {
	if field == "" {
		return in.at
	}
	return append(in.at[:len(in.at):len(in.at)], strings.Split(field, ".")...)
}

// unmarshal decodes the body into v; every error is a *ShapeError.
func (in input) unmarshal(v any) error {
	err := json.Unmarshal(in.body, v)
	if err == nil {
		return nil
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return in.syntaxError(syntax)
	}
	var wrong *json.UnmarshalTypeError
	if !errors.As(err, &wrong) {
		return in.fail("", clip(err.Error(), textBytesMax))
	}
	reason := fmt.Sprintf("want %s, found %s", jsonType(wrong.Type), clip(wrong.Value, 80))
	path := in.path(wrong.Field)
	offset, ok := locate(in.raw, path...)
	if !ok { // inside a list, whose index encoding/json does not tell
		base, _ := locate(in.raw, in.at...)
		offset = base + wrong.Offset
	}
	return &ShapeError{Offset: offset, Field: strings.Join(path, "."), Reason: reason}
}

// syntaxError points at the byte that cannot be there. Only a whole input can have one.
func (in input) syntaxError(err *json.SyntaxError) error {
	switch {
	case len(bytes.TrimSpace(in.raw)) == 0:
		return &ShapeError{Offset: int64(len(in.raw)), Reason: "empty, want a JSON object"}
	case bytes.HasPrefix(in.raw, []byte("\xef\xbb\xbf")),
		bytes.HasPrefix(in.raw, []byte("\xff\xfe")), bytes.HasPrefix(in.raw, []byte("\xfe\xff")):
		// PowerShell's redirection writes one; a bare "invalid character" would not help.
		return &ShapeError{Reason: "starts with a byte order mark, want plain UTF-8"}
	case err.Offset >= int64(len(in.raw)) && strings.HasPrefix(err.Error(), "unexpected end"):
		return &ShapeError{Offset: int64(len(in.raw)), Reason: "JSON ends too early"}
	}
	return &ShapeError{Offset: max(0, err.Offset-1), Reason: err.Error()}
}

// fail is an error about a field that is there, or else about the object that should have it.
func (in input) fail(field, reason string) *ShapeError {
	path := in.path(field)
	offset, ok := locate(in.raw, path...)
	for last := len(path) - 1; !ok && last >= 0; last-- {
		offset, ok = locate(in.raw, path[:last]...)
	}
	return &ShapeError{Offset: offset, Field: strings.Join(path, "."), Reason: reason}
}

// has says whether the field is there and not null.
func (in input) has(field string) bool {
	offset, ok := locate(in.raw, in.path(field)...)
	return ok && !bytes.HasPrefix(in.raw[offset:], []byte("null"))
}

// time reads a time stamp. CloudWatch writes the offset as +0000, which is not RFC 3339 (CloudWatch
// user guide, alarms-and-actions-Lambda). An unreadable time is an error, never the present.
func (in input) time(field, value string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05-0700"} {
		t, err := time.Parse(layout, value)
		// Outside these years a time cannot be written as JSON again.
		if t = t.UTC(); err == nil && t.Year() >= 1 && t.Year() <= 9999 {
			return t, nil
		}
	}
	return time.Time{}, in.fail(field, "not a time: "+strconv.Quote(clip(value, 80)))
}

// jsonType names a Go type as a reader of JSON would.
func jsonType(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int64:
		return "integer"
	case reflect.Slice:
		return "list"
	default:
		return "object"
	}
}
