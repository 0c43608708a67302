package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// jsonTree reads a request's body: one JSON object and nothing after it.
func jsonTree(body []byte) (map[string]any, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var tree map[string]any
	if err := d.Decode(&tree); err != nil {
		return nil, fmt.Errorf("read JSON: %w", err)
	}
	if tree == nil {
		return nil, errors.New("read JSON: the body is null")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("read JSON: something follows the object")
	}
	return tree, nil
}

// formTree turns Filters.member.1.Name=x into nested maps.
func formTree(form url.Values) (map[string]any, error) {
	root := map[string]any{}
	for _, key := range slices.Sorted(maps.Keys(form)) {
		if err := plant(root, key, form[key]); err != nil {
			return nil, err
		}
	}
	return root, nil
}

func plant(root map[string]any, key string, values []string) error {
	path := strings.SplitN(key, ".", maxDepth+1)
	if len(path) > maxDepth || len(values) != 1 {
		return fmt.Errorf("parameter %.100q nests too deep or occurs twice", key)
	}
	last := len(path) - 1
	for _, name := range path[:last] {
		next, ok := root[name].(map[string]any)
		if _, taken := root[name]; taken && !ok {
			return fmt.Errorf("parameter %.100q has a value and members", key)
		}
		if next == nil {
			next = map[string]any{}
			root[name] = next
		}
		root = next
	}
	if _, taken := root[path[last]]; taken {
		return fmt.Errorf("parameter %.100q has a value and members", key)
	}
	root[path[last]] = values[0]
	return nil
}

// numbered turns {"member": {"1": a, "2": b}} into the list a, b. The SDK writes an empty list as
// an empty parameter.
func numbered(x any) ([]any, bool) {
	m, ok := x.(map[string]any)
	if !ok {
		return nil, x == ""
	}
	for _, wrapper := range []string{"member", "item", "entry"} {
		if inner, ok := m[wrapper].(map[string]any); ok && len(m) == 1 {
			m = inner
			break
		}
	}
	numbers := make([]int, 0, len(m))
	for key := range m {
		n, err := strconv.Atoi(key)
		if err != nil || strconv.Itoa(n) != key {
			return nil, false
		}
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	items := make([]any, 0, len(numbers))
	for _, n := range numbers {
		items = append(items, m[strconv.Itoa(n)])
	}
	return items, true
}

// entries turns {"entry": {"1": {"key": a, "value": b}}} into the map from a to b. SNS writes Name
// and Value.
func entries(x any) (map[string]any, bool) {
	items, ok := numbered(x)
	if !ok {
		return nil, false
	}
	m := make(map[string]any, len(items))
	for _, item := range items {
		e, ok := item.(map[string]any)
		if !ok {
			return nil, false
		}
		key, ok := e["key"].(string)
		value := e["value"]
		if !ok {
			key, ok = e["Name"].(string)
			value = e["Value"]
		}
		if !ok {
			return nil, false
		}
		m[key] = value
	}
	return m, true
}
