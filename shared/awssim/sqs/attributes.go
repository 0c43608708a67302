package sqs

import (
	"crypto/md5"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"sashweight/shared/awssim/wire"
)

// attributes is what a message carries beside its body.
type attributes = map[string]types.MessageAttributeValue

func stringAttributes(values map[string]string) attributes {
	out := attributes{}
	for name, v := range values {
		out[name] = types.MessageAttributeValue{DataType: new("String"), StringValue: new(v)}
	}
	return out
}

func copyAttributes(values attributes) attributes {
	out := attributes{}
	for name, v := range values {
		c := types.MessageAttributeValue{
			DataType: new(deref(v.DataType)), BinaryValue: slices.Clone(v.BinaryValue),
		}
		if v.StringValue != nil {
			c.StringValue = new(*v.StringValue)
		}
		out[name] = c
	}
	return out
}

func attributesSize(values attributes) int {
	size := 0
	for name, v := range values {
		size += len(name) + len(deref(v.DataType)) + len(deref(v.StringValue)) + len(v.BinaryValue)
	}
	return size
}

// checkAttributes follows the SQS developer guide, "Amazon SQS message metadata".
func checkAttributes(values attributes) error {
	if len(values) > maxAttributes {
		return wire.Error("InvalidParameterValue",
			"Number of message attributes [%d] exceeds the allowed maximum [%d].",
			len(values), maxAttributes)
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		v := values[name]
		kind, _, _ := strings.Cut(deref(v.DataType), ".")
		switch {
		case kind == "":
			return wire.Error("InvalidParameterValue",
				"The message attribute '%s' must contain a non-empty message attribute type.", name)
		case kind != "String" && kind != "Number" && kind != "Binary":
			return wire.Error("InvalidParameterValue", "The message attribute '%s' has an invalid "+
				"message attribute type, the set of supported type prefixes is Binary, Number, "+
				"and String.", name)
		case kind == "Binary" && len(v.BinaryValue) == 0,
			kind != "Binary" && deref(v.StringValue) == "":
			return wire.Error("InvalidParameterValue", "The message attribute '%s' must contain a "+
				"non-empty message attribute value for message attribute type '%s'.",
				name, deref(v.DataType))
		}
	}
	return nil
}

func digest(text string) string {
	sum := md5.Sum([]byte(text))
	return hex.EncodeToString(sum[:])
}

// attributesDigest is the MD5 of attributes as the SQS developer guide computes it ("Calculating
// the MD5 message digest for message attributes"); nil when there are none.
func attributesDigest(values attributes) *string {
	if len(values) == 0 {
		return nil
	}
	var text []byte
	part := func(s []byte) {
		text = binary.BigEndian.AppendUint32(text, uint32(len(s)))
		text = append(text, s...)
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		v := values[name]
		part([]byte(name))
		part([]byte(deref(v.DataType)))
		if v.StringValue != nil {
			text = append(text, 1)
			part([]byte(*v.StringValue))
		} else {
			text = append(text, 2)
			part(v.BinaryValue)
		}
	}
	return new(digest(string(text)))
}

// wanted picks the attributes that a receive call names: exactly, by "prefix.*", or all by "All"
// or ".*".
func wanted(values attributes, names []string) attributes {
	out := attributes{}
	for name, v := range values {
		for _, want := range names {
			prefix, isPrefix := strings.CutSuffix(want, "*")
			if want == name || want == "All" || want == ".*" ||
				isPrefix && strings.HasPrefix(name, prefix) {
				out[name] = v
			}
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
