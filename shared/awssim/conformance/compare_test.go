package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"

	"sashweight/shared/awssim/wire"
)

// differ compares two bodies of a protocol by meaning and tells where they part, or "".
func differ(p wire.Protocol, got, want []byte) string {
	x, err := meaning(p, got)
	if err != nil {
		return "got: " + err.Error()
	}
	y, err := meaning(p, want)
	if err != nil {
		return "want: " + err.Error()
	}
	if reflect.DeepEqual(x, y) {
		return ""
	}
	return apart(x, y)
}

// forms says whether a protocol's requests are forms, and its answers XML.
func forms(p wire.Protocol) bool { return p == wire.Query || p == wire.EC2Query }

func meaning(p wire.Protocol, body []byte) (any, error) {
	switch {
	case forms(p):
		return url.ParseQuery(string(body))
	case p == wire.CBOR:
		return cborMeaning(body)
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var tree any
	err := d.Decode(&tree)
	return tree, err
}

// apart shows both values around the first place in which they differ.
func apart(x, y any) string {
	a, b := text(x), text(y)
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	from := max(0, i-60)
	return fmt.Sprintf("got …%s, want …%s", a[from:min(len(a), i+60)], b[from:min(len(b), i+60)])
}

func text(x any) string {
	b, err := json.Marshal(x)
	if err != nil {
		return err.Error()
	}
	return string(b)
}
