// Package ssm reads the operator's policy documents from Systems Manager Parameter Store. It calls
// only Get operations.
package ssm

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"sashweight/shared/policy"
)

// clustersPath is where the documents are: one parameter for each cluster, named after it.
const clustersPath = "/sashweight/clusters"

// Document is one cluster's policy as it was read.
type Document struct {
	// Cluster is the cluster's name.
	Cluster string
	// Version is the parameter's.
	Version int64
	// Policy is what it says; meaningless where Broken is not nil.
	Policy policy.Policy
	// Broken says what is wrong with the document, with lines and columns.
	Broken error
}

// Reader reads one account's parameters.
type Reader struct{ client *ssm.Client }

// New returns a reader with the account and Region of cfg.
func New(cfg aws.Config) *Reader { return &Reader{client: ssm.NewFromConfig(cfg)} }

// Documents returns the policy documents of all clusters, sorted by cluster, the broken ones among
// them. A cluster without a document is not managed.
func (r *Reader) Documents(ctx context.Context) ([]Document, error) {
	var docs []Document
	pages := ssm.NewGetParametersByPathPaginator(r.client, &ssm.GetParametersByPathInput{
		Path: aws.String(clustersPath), WithDecryption: aws.Bool(true),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("read policy documents: %w", err)
		}
		for _, p := range page.Parameters {
			d := Document{Cluster: path.Base(aws.ToString(p.Name)), Version: p.Version}
			d.Policy, d.Broken = policy.Parse([]byte(aws.ToString(p.Value)))
			docs = append(docs, d)
		}
	}
	slices.SortFunc(docs, func(a, b Document) int { return strings.Compare(a.Cluster, b.Cluster) })
	return docs, nil
}
