package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"charm.land/lipgloss/v2"
)

// output is what a verb prints to: sentences for people, or one JSON object a line for machines.
// The first error stays, and is the verb's at its end.
type output struct {
	w    io.Writer
	json bool
	err  error
}

// print writes for people. Colours are left out where the writer is no terminal.
func (o *output) print(format string, args ...any) {
	if o.json {
		return
	}
	_, err := lipgloss.Fprintf(o.w, format, args...)
	o.keep(err)
}

// object writes for machines.
func (o *output) object(v any) {
	if !o.json {
		return
	}
	encoder := json.NewEncoder(o.w)
	encoder.SetEscapeHTML(false)
	o.keep(encoder.Encode(v))
}

// writeJSON writes an object on one line, or indented for people.
func writeJSON(w io.Writer, raw []byte, oneLine bool) error {
	var text bytes.Buffer
	if oneLine {
		text.Write(raw)
	} else if err := json.Indent(&text, raw, "", "  "); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "%s\n", text.Bytes())
	return err
}

func (o *output) keep(err error) {
	if err != nil && o.err == nil {
		o.err = fmt.Errorf("print: %w", err)
	}
}
