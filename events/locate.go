package events

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// locate returns the offset of the value at a path of object keys and list indexes in raw, which is
// valid JSON. It is slow, and so is used only to say where something is wrong, and for the few
// values whose absence has to be told from zero.
func locate(raw []byte, path ...string) (offset int64, ok bool) {
	offset = skip(raw, 0, "")
	for _, key := range path {
		if offset, ok = member(raw, offset, key); !ok {
			return 0, false
		}
	}
	return offset, true
}

// member finds a key or index in the object or list at offset. Like encoding/json it does not mind
// case, and takes the last of doubled keys.
func member(raw []byte, offset int64, key string) (found int64, ok bool) {
	dec := json.NewDecoder(bytes.NewReader(raw[offset:]))
	open, err := dec.Token()
	if err != nil || open != json.Delim('{') && open != json.Delim('[') {
		return 0, false
	}
	for index := 0; dec.More(); index++ {
		name := strconv.Itoa(index)
		if open == json.Delim('{') {
			token, err := dec.Token()
			if err != nil {
				return 0, false
			}
			name, _ = token.(string)
		}
		start := skip(raw, offset+dec.InputOffset(), ",:")
		var value present
		if err := dec.Decode(&value); err != nil {
			return 0, false
		}
		if strings.EqualFold(name, key) {
			found, ok = start, true
		}
	}
	return found, ok
}

// skip returns the offset of the first byte from offset on that is no space and not in marks.
func skip(raw []byte, offset int64, marks string) int64 {
	for offset < int64(len(raw)) && strings.IndexByte(" \t\r\n"+marks, raw[offset]) >= 0 {
		offset++
	}
	return offset
}
