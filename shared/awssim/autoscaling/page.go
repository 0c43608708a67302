package autoscaling

import (
	"encoding/base64"
	"slices"
	"strings"

	"sashweight/shared/awssim/wire"
)

const tokenPrefix = "after:"

// page is the part of sorted keys that one answer holds: those after the token's key that are
// wanted (nil: all), at most size of them. next is nil on the last page.
func page(
	keys []string, size int, token *string, wanted func(string) bool,
) (part []string, next *string, err error) {
	from := 0
	if token != nil && *token != "" {
		raw, err := base64.URLEncoding.DecodeString(*token)
		last, ok := strings.CutPrefix(string(raw), tokenPrefix)
		if err != nil || !ok {
			return nil, nil, wire.Error("InvalidNextToken", "The token '%s' is invalid.", *token)
		}
		at, found := slices.BinarySearch(keys, last)
		if from = at; found {
			from++
		}
	}
	for _, key := range keys[from:] {
		if wanted != nil && !wanted(key) {
			continue
		}
		if len(part) == size {
			raw := []byte(tokenPrefix + part[size-1])
			return part, new(base64.URLEncoding.EncodeToString(raw)), nil
		}
		part = append(part, key)
	}
	return part, nil, nil
}
