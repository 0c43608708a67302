package policy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
)

// Schema is the JSON Schema of documents, for editors. It is draft 7, which editors know best. It
// refuses nothing that Parse accepts; what it cannot say, such as bounds of lengths of time, Parse
// alone refuses.
func Schema() ([]byte, error) {
	p := Default()
	schema := object{
		"$schema":     "http://json-schema.org/draft-07/schema#",
		"title":       "Sashweight policy document",
		"description": "What Sashweight may do to one cluster. Every key is optional.",
	}
	maps.Copy(schema, document(&p).schema)
	schema["type"] = []string{"object", "null"} // an empty document is one
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(schema); err != nil {
		return nil, fmt.Errorf("encode schema: %w", err)
	}
	return out.Bytes(), nil
}
