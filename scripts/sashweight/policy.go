package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/alecthomas/kong"

	observessm "sashweight/shared/observe/ssm"
	"sashweight/shared/policy"
)

// policyCmd is about policy documents.
type policyCmd struct {
	Check  policyCheckCmd  `cmd:"" help:"Say what is wrong with documents in files."`
	Schema policySchemaCmd `cmd:"" help:"Print the JSON Schema of documents, for editors."`
	Show   policyShowCmd   `cmd:"" help:"Show what holds in a cluster, and which line says so."`
	Put    policyPutCmd    `cmd:"" help:"Set a cluster's document: shows what changes, and asks."`
}

// policySchemaCmd prints the schema.
type policySchemaCmd struct{}

// Help is called by kong for what stands under the command's name.
func (c *policySchemaCmd) Help() string {
	return `Editors with a YAML language server use it where the document's first line is

  # yaml-language-server: $schema=policy.schema.json`
}

// Run is called by kong.
func (c *policySchemaCmd) Run(ctx *kong.Context) error {
	text, err := policy.Schema()
	if err != nil {
		return err
	}
	if _, err := ctx.Stdout.Write(text); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

// documentMax is more than a document may have: what is longer is read only so far, and refused.
const documentMax = 64 << 10

// readDocument reads a file with a document; - is standard input.
func readDocument(c *console, file string) (text []byte, err error) {
	from := c.in
	if file != "-" {
		opened, err := os.Open(file)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", plain(file), withoutPath(err))
		}
		defer func() { err = errors.Join(err, opened.Close()) }()
		from = opened
	}
	if text, err = io.ReadAll(io.LimitReader(from, documentMax)); err != nil {
		return nil, fmt.Errorf("read %s: %w", plain(file), withoutPath(err))
	}
	return text, nil
}

// problem is one thing that is wrong with a document. It is also the line of the JSON output.
type problem struct {
	// File is the file or the parameter.
	File   string `json:"file"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
	Path   string `json:"path,omitempty"`
	Reason string `json:"problem"`
}

// problemsOf takes the error of a document apart.
func problemsOf(file string, err error) []problem {
	var found policy.Problems
	if !errors.As(err, &found) {
		return []problem{{File: file, Reason: err.Error()}}
	}
	var out []problem
	for _, p := range found {
		out = append(out, problem{file, p.Line, p.Column, p.Path, p.Reason})
	}
	return out
}

// say prints the problem as compilers do, so that editors jump to it.
func (p problem) say(out *output) {
	out.object(p)
	path := ""
	if p.Path != "" {
		path = p.Path + ": "
	}
	if p.Line == 0 {
		out.print("%s: %s%s\n", plain(p.File), path, p.Reason)
		return
	}
	out.print("%s:%d:%d: %s%s\n", plain(p.File), p.Line, p.Column, path, p.Reason)
}

// sizeNote says what a long document costs; "" for a short one.
func sizeNote(text []byte) string {
	if len(text) <= policy.BytesStandard {
		return ""
	}
	return fmt.Sprintf("%d bytes: more than the %d of a standard parameter; it takes an advanced "+
		"one, which AWS charges for", len(text), policy.BytesStandard)
}

// clusterFlags say which cluster's document a verb is about. A verb embeds them.
type clusterFlags struct {
	Cluster string `required:"" placeholder:"NAME" help:"The cluster's name."`
	awsFlags
}

// documents reads everything that operators set.
func (f clusterFlags) documents(ctx context.Context) (
	all observessm.Settings, doc *observessm.Document, err error,
) {
	if err := checkCluster(f.Cluster); err != nil {
		return all, nil, err
	}
	cfg, err := f.load(ctx)
	if err != nil {
		return all, nil, err
	}
	if all, err = observessm.New(cfg).Settings(ctx); err != nil {
		return all, nil, err
	}
	for i := range all.Documents {
		if all.Documents[i].Cluster == f.Cluster {
			return all, &all.Documents[i], nil
		}
	}
	return all, nil, nil
}
