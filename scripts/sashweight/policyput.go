package main

import (
	"context"
	"fmt"

	applyssm "sashweight/shared/apply/ssm"
	observessm "sashweight/shared/observe/ssm"
	"sashweight/shared/policy"
)

// policyPutCmd sets a cluster's document.
type policyPutCmd struct {
	File string `arg:"" help:"File with the document; - is standard input (then give --yes)."`
	confirmFlags
	outputFlags
	clusterFlags
}

// Help is called by kong for what stands under the command's name.
func (c *policyPutCmd) Help() string {
	return `The document becomes the parameter /sashweight/clusters/NAME, which the functions read at
every look. One that is not valid is refused. What would go otherwise than by the present document
is said before, and asked for. Exceptions of single services stay as they are.`
}

// putting is a document before and after it was set. It is also the line of the JSON output.
type putting struct {
	Cluster   string `json:"cluster"`
	Parameter string `json:"parameter"`
	// Changes are sentences.
	Changes []string `json:"changes"`
	Note    string   `json:"note,omitempty"`
	// Was and Version are the parameter's versions, before and now; 0 is none.
	Was     int64 `json:"was"`
	Version int64 `json:"version"`
}

// Run is called by kong.
func (c *policyPutCmd) Run(ctx context.Context, console *console) error {
	text, err := readDocument(console, c.File)
	if err != nil {
		return err
	}
	out := &output{w: console.out, json: c.JSON}
	now, err := policy.Parse(text)
	if err != nil {
		for _, p := range problemsOf(c.File, err) {
			p.say(out)
		}
		return fmt.Errorf("policy put: %s is not valid: nothing was done", plain(c.File))
	}
	_, doc, err := c.documents(ctx)
	if err != nil {
		return err
	}
	if doc != nil && doc.Text == string(text) {
		out.object(putting{c.Cluster, observessm.DocumentParameter(c.Cluster), []string{}, "",
			doc.Version, doc.Version})
		out.print("Cluster %s has this document already (version %d).\n", c.Cluster, doc.Version)
		return out.err
	}
	p := c.compare(doc, now)
	p.Note = sizeNote(text)
	p.say(out)
	if out.err != nil {
		return out.err
	}
	if err := c.confirm(ctx, console, "Set the document of cluster "+c.Cluster+"?"); err != nil {
		return err
	}
	return c.write(ctx, p, string(text), out)
}

// compare says what another document changes. doc is the present one, nil if there is none.
func (c *policyPutCmd) compare(doc *observessm.Document, now policy.Policy) putting {
	p := putting{
		Cluster: c.Cluster, Parameter: observessm.DocumentParameter(c.Cluster), Changes: []string{},
	}
	was := policy.Default()
	switch {
	case doc == nil:
		p.Changes = append(p.Changes, "The cluster had no document and was left alone; it is looked "+
			"after from now on. Compared with the defaults:")
	case doc.Broken != nil:
		p.Was = doc.Version
		p.Changes = append(p.Changes, "The present document is not valid, and nothing new is begun "+
			"by it; that ends. Compared with the defaults:")
	default:
		p.Was = doc.Version
		// Broken is nil: the text was read before.
		was, _ = policy.Parse([]byte(doc.Text))
	}
	p.Changes = append(p.Changes, policy.Changes(was, now)...)
	return p
}

// say prints what would change.
func (p putting) say(out *output) {
	what := "What changes in cluster %s (%s):\n"
	if len(p.Changes) == 0 {
		what = "Nothing changes in cluster %s (%s) but the text.\n"
	}
	out.print(what, p.Cluster, p.Parameter)
	for _, change := range p.Changes {
		out.print("  %s\n", plain(change))
	}
	if p.Note != "" {
		out.print("Note: %s.\n", p.Note)
	}
}

func (c *policyPutCmd) write(ctx context.Context, p putting, text string, out *output) error {
	cfg, err := c.load(ctx)
	if err != nil {
		return err
	}
	p.Version, err = applyssm.New(cfg).Document(ctx, p.Parameter, text, p.Was > 0)
	if err != nil {
		return err
	}
	out.object(p)
	out.print("Set: version %d.\n", p.Version)
	if p.Version != p.Was+1 {
		out.print("Note: somebody else set a document meanwhile, version %d, which this one has "+
			"replaced: look at it in the parameter's history.\n", p.Version-1)
	}
	return out.err
}
