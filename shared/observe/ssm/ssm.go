// Package ssm reads what operators set in Systems Manager Parameter Store: policy documents, their
// exceptions, and pauses. It calls only Get operations.
package ssm

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"sashweight/shared/policy"
)

const (
	// rootPath is above everything that operators set.
	rootPath = "/sashweight"
	// clustersPath is where the documents are: one parameter for each cluster, named after it.
	clustersPath = rootPath + "/clusters"
)

// DocumentParameter names the parameter that has a cluster's policy document.
func DocumentParameter(cluster string) string { return clustersPath + "/" + cluster }

// ExceptionParameter names the parameter that has one entry of services, for one service alone.
func ExceptionParameter(cluster, service string) string {
	return DocumentParameter(cluster) + "/services/" + service
}

// Settings is all that operators have set.
type Settings struct {
	// Documents are the policies, by cluster.
	Documents []Document
	// Brakes are the pauses that are set, that of all clusters first, then by cluster.
	Brakes []Brake
	// Unknown are the parameters below the root that mean nothing, and exceptions to a document
	// that is not there: by name.
	Unknown []string
}

// Document is one cluster's policy as it was read.
type Document struct {
	// Cluster is the cluster's name.
	Cluster string
	// Version is the parameter's.
	Version int64
	// Policy is what it says, with the exceptions merged; meaningless where Broken is not nil.
	Policy policy.Policy
	// Broken says what is wrong with the document, with lines and columns.
	Broken error
	// Text is the document as it was written.
	Text string
	// Exceptions are the entries of services that have a parameter of their own, by service.
	Exceptions []Exception
}

// Exception is one entry of services for one service alone.
type Exception struct {
	// Service is the service's name.
	Service string
	// Version is the parameter's.
	Version int64
	// Entry is what holds for the service. Where Broken is not nil, it is the most careful one.
	Entry policy.Service
	// Broken says what is wrong with the entry, with lines and columns.
	Broken error
	// Text is the entry as it was written.
	Text string
}

// Problems is everything that is wrong with the document and its exceptions, each with the name of
// its parameter.
func (d Document) Problems() []error {
	var found []error
	if d.Broken != nil {
		found = append(found, fmt.Errorf("%s: %w", DocumentParameter(d.Cluster), d.Broken))
	}
	for _, e := range d.Exceptions {
		if e.Broken != nil {
			name := ExceptionParameter(d.Cluster, e.Service)
			found = append(found, fmt.Errorf("%s: %w", name, e.Broken))
		}
	}
	return found
}

// Reader reads one account's parameters.
type Reader struct{ client *ssm.Client }

// New returns a reader with the account and Region of cfg.
func New(cfg aws.Config) *Reader { return &Reader{client: ssm.NewFromConfig(cfg)} }

// Documents returns the policy documents of all clusters, sorted by cluster, the broken ones among
// them. A cluster without a document is not managed.
func (r *Reader) Documents(ctx context.Context) ([]Document, error) {
	s, err := r.Settings(ctx)
	return s.Documents, err
}

// Settings reads everything in one pass, a call for every ten parameters (Systems Manager API
// reference, GetParametersByPath).
func (r *Reader) Settings(ctx context.Context) (Settings, error) {
	var all []types.Parameter
	pages := ssm.NewGetParametersByPathPaginator(r.client, &ssm.GetParametersByPathInput{
		Path: aws.String(rootPath), Recursive: aws.Bool(true), WithDecryption: aws.Bool(true),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return Settings{}, fmt.Errorf("read policy documents: %w", err)
		}
		all = append(all, page.Parameters...)
	}
	return settingsOf(all), nil
}

// settingsOf sorts parameters out by their names.
func settingsOf(all []types.Parameter) Settings {
	var s Settings
	exceptions := map[string][]Exception{}
	for _, p := range all {
		name := aws.ToString(p.Name)
		cluster, below, ok := placeOf(name)
		service, excepts := strings.CutPrefix(below, "services/")
		switch {
		case ok && below == "pause":
			s.Brakes = append(s.Brakes, brakeOf(cluster, p))
		case ok && below == "":
			s.Documents = append(s.Documents, documentOf(cluster, p))
		case ok && excepts && !strings.Contains(service, "/"):
			exceptions[cluster] = append(exceptions[cluster], exceptionOf(service, p))
		default:
			s.Unknown = append(s.Unknown, name)
		}
	}
	for i := range s.Documents {
		d := &s.Documents[i]
		d.except(exceptions[d.Cluster])
		delete(exceptions, d.Cluster)
	}
	for cluster, orphans := range exceptions {
		for _, e := range orphans {
			s.Unknown = append(s.Unknown, ExceptionParameter(cluster, e.Service))
		}
	}
	s.sort()
	return s
}

func (s *Settings) sort() {
	slices.SortFunc(s.Documents, func(a, b Document) int { return cmp.Compare(a.Cluster, b.Cluster) })
	slices.SortFunc(s.Brakes, func(a, b Brake) int { return cmp.Compare(a.Cluster, b.Cluster) })
	slices.Sort(s.Unknown)
}

// placeOf takes a parameter's name apart: the cluster, "" for all of them, and what is below it.
func placeOf(parameter string) (cluster, below string, ok bool) {
	if rest, in := strings.CutPrefix(parameter, clustersPath+"/"); in {
		cluster, below, _ = strings.Cut(rest, "/")
		return cluster, below, cluster != ""
	}
	below, ok = strings.CutPrefix(parameter, rootPath+"/")
	return "", below, ok
}

func documentOf(cluster string, p types.Parameter) Document {
	d := Document{Cluster: cluster, Version: p.Version, Text: aws.ToString(p.Value)}
	d.Policy, d.Broken = policy.Parse([]byte(d.Text))
	return d
}

// exceptionOf reads an exception. Where it is broken, what the operator wanted for the service is
// unknown: it is left alone.
func exceptionOf(service string, p types.Parameter) Exception {
	e := Exception{Service: service, Version: p.Version, Text: aws.ToString(p.Value)}
	e.Entry, _, e.Broken = policy.ParseService([]byte(e.Text))
	if e.Broken != nil {
		e.Entry = policy.Service{Mode: policy.Report, Move: policy.MoveNever}
	}
	e.Entry.Name = service
	return e
}

// except merges the exceptions into the document.
func (d *Document) except(exceptions []Exception) {
	slices.SortFunc(exceptions, func(a, b Exception) int { return cmp.Compare(a.Service, b.Service) })
	d.Exceptions = exceptions
	entries := map[string]policy.Service{}
	for _, e := range exceptions {
		entries[e.Service] = e.Entry
	}
	if d.Broken == nil {
		d.Policy = policy.Merge(d.Policy, entries)
	}
}
