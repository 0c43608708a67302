// Package expression reads and runs DynamoDB's expressions: conditions and filters, updates,
// projections and key conditions, with the errors that DynamoDB gives for each mistake.
package expression

import (
	"maps"
	"slices"
	"strings"

	"sashweight/shared/awssim/dynamodb/attribute"
)

// maxLength is an expression's greatest length in bytes (developer guide, "Quotas").
const maxLength = 4096

// Params are a request's substitutions, and which of them its expressions have used.
type Params struct {
	names      map[string]string
	values     attribute.Item
	usedNames  map[string]bool
	usedValues map[string]bool
}

// NewParams checks ExpressionAttributeNames and ExpressionAttributeValues, nil where a request has
// none; the error is an attribute.Invalid.
func NewParams(names map[string]string, values attribute.Item) (*Params, error) {
	p := &Params{
		names: names, values: attribute.Item{},
		usedNames: map[string]bool{}, usedValues: map[string]bool{},
	}
	if names != nil && len(names) == 0 {
		return nil, attribute.Invalid("ExpressionAttributeNames must not be empty")
	}
	if key, ok := badKey('#', maps.Keys(names)); ok {
		return nil, attribute.Invalidf(
			"ExpressionAttributeNames contains invalid key: Syntax error; key: \"%s\"", key)
	}
	if values != nil && len(values) == 0 {
		return nil, attribute.Invalid("ExpressionAttributeValues must not be empty")
	}
	if key, ok := badKey(':', maps.Keys(values)); ok {
		return nil, attribute.Invalidf(
			"ExpressionAttributeValues contains invalid key: Syntax error; key: \"%s\"", key)
	}
	for _, key := range attribute.Names(values) {
		v, err := attribute.Checked(values[key])
		if err != nil {
			return nil, attribute.Invalidf(
				"ExpressionAttributeValues contains invalid value: %v for key %s", err, key)
		}
		p.values[key] = v
	}
	return p, nil
}

// badKey finds the first key that is not the sigil and a word.
func badKey(sigil byte, keys func(func(string) bool)) (string, bool) {
	for _, key := range slices.Sorted(keys) {
		if key == "" || key[0] != sigil || len(key) == 1 || strings.ContainsFunc(key[1:], notWord) {
			return key, true
		}
	}
	return "", false
}

func notWord(r rune) bool { return r >= 0x80 || !isWord(byte(r)) }

// Unused is the error for substitutions that no expression has used, nil when there are none.
func (p *Params) Unused() error {
	if left := unused(maps.Keys(p.names), p.usedNames); left != "" {
		return attribute.Invalidf(
			"Value provided in ExpressionAttributeNames unused in expressions: keys: {%s}", left)
	}
	if left := unused(maps.Keys(p.values), p.usedValues); left != "" {
		return attribute.Invalidf(
			"Value provided in ExpressionAttributeValues unused in expressions: keys: {%s}", left)
	}
	return nil
}

func unused(keys func(func(string) bool), used map[string]bool) string {
	left := slices.DeleteFunc(slices.Sorted(keys), func(key string) bool { return used[key] })
	return strings.Join(left, ", ")
}

// wrong puts an expression's kind before what is wrong with it.
func wrong(kind string, err error) error {
	return attribute.Invalidf("Invalid %s: %v", kind, err)
}

// length refuses empty and overlong expressions.
func length(text string) error {
	if strings.TrimSpace(text) == "" {
		return attribute.Invalid("The expression can not be empty;")
	}
	if len(text) > maxLength {
		return attribute.Invalidf("Expression size has exceeded the maximum allowed size; "+
			"expression size: %d", len(text))
	}
	return nil
}
