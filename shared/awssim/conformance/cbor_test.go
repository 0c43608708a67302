package conformance

import (
	"maps"
	"slices"

	"github.com/aws/smithy-go/encoding/cbor"
)

func cborMeaning(body []byte) (any, error) {
	if len(body) == 0 {
		return map[string]any{}, nil // to every client the same as no members
	}
	v, err := cbor.Decode(body)
	if err != nil {
		return nil, err
	}
	return plainCBOR(v), nil
}

// plainCBOR forgets how a number, a list or a time was encoded.
func plainCBOR(v cbor.Value) any {
	switch v := v.(type) {
	case cbor.Map:
		m := map[string]any{}
		for name, member := range v {
			m[name] = plainCBOR(member)
		}
		return m
	case cbor.List:
		items := make([]any, len(v))
		for i, item := range v {
			items[i] = plainCBOR(item)
		}
		return items
	case *cbor.Tag:
		return plainCBOR(v.Value)
	case cbor.Uint:
		return float64(v)
	case cbor.NegInt:
		return -float64(v)
	case cbor.Float32:
		return float64(v)
	case cbor.Float64:
		return float64(v)
	}
	return v
}

func incompleteCBOR(body []byte) [][]byte {
	v, err := cbor.Decode(body)
	if err != nil {
		return nil
	}
	var bodies [][]byte
	render := func() { bodies = append(bodies, cbor.Encode(v)) }
	render()
	pruneCBOR(v, render)
	return bodies
}

// pruneCBOR does what prune does.
func pruneCBOR(v cbor.Value, render func()) {
	switch v := v.(type) {
	case cbor.Map:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			member := v[name]
			delete(v, name)
			render()
			v[name] = member
			pruneCBOR(member, render)
		}
	case cbor.List:
		for _, item := range v {
			pruneCBOR(item, render)
		}
	}
}
