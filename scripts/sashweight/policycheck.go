package main

import (
	"fmt"

	"sashweight/shared/policy"
)

// policyCheckCmd says what is wrong with documents.
type policyCheckCmd struct {
	Service bool     `help:"The files are exceptions: one entry of services each, without its name."`
	Files   []string `arg:"" name:"file" help:"Files with one document each; - is standard input."`
	outputFlags
}

// Help is called by kong for what stands under the command's name.
func (c *policyCheckCmd) Help() string {
	return `Prints FILE:LINE:COLUMN: what is wrong and what was expected, for every problem at once.
Nothing of AWS is called. Exit code 1: a document is not valid, or could not be read.`
}

// Run is called by kong.
func (c *policyCheckCmd) Run(console *console) error {
	out := &output{w: console.out, json: c.JSON}
	bad := 0
	for _, file := range c.Files {
		text, err := readDocument(console, file)
		if err == nil {
			_, err = c.parse(text)
		}
		if err != nil {
			bad++
			for _, p := range problemsOf(file, err) {
				p.say(out)
			}
			continue
		}
		note := sizeNote(text)
		out.object(struct {
			File  string `json:"file"`
			Valid bool   `json:"valid"`
			Note  string `json:"note,omitempty"`
		}{file, true, note})
		if note != "" {
			note = " (" + note + ")"
		}
		out.print("%s: valid%s\n", plain(file), note)
	}
	if out.err == nil && bad > 0 {
		return fmt.Errorf("policy check: not valid: %d of %d files", bad, len(c.Files))
	}
	return out.err
}

func (c *policyCheckCmd) parse(text []byte) (policy.Policy, error) {
	if c.Service {
		_, _, err := policy.ParseService(text)
		return policy.Policy{}, err
	}
	return policy.Parse(text)
}
