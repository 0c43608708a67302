package state

import (
	"context"
	"fmt"
)

const (
	goodKey = "good"
	// policyMost bounds a document with its exceptions, well below an item's 400 KB (DynamoDB
	// developer guide, Constraints).
	policyMost = 256 << 10
)

func policyKey(cluster string) string { return "policy#" + cluster }

// KeepPolicy keeps the last good policy document of the cluster, with its exceptions, as text. One
// that is kept already costs a read. Parameter Store counts versions anew after a document was
// deleted, so a lower one is kept, too.
func (s *Store) KeepPolicy(ctx context.Context, cluster string, version int64, doc string) error {
	if len(doc) > policyMost {
		return fmt.Errorf("keep policy of cluster %s: %d bytes, at most %d are kept", cluster,
			len(doc), policyMost)
	}
	pk := policyKey(cluster)
	return s.amend(ctx, pk, goodKey, func(was item) item {
		if was != nil && numberOf(was, "version") == version && textOf(was, "document") == doc {
			return nil
		}
		it := row(pk, goodKey)
		it["version"], it["document"] = number(version), text(doc)
		return it
	})
}

// LastPolicy reads the last good policy document of the cluster; ok is false where none was kept.
func (s *Store) LastPolicy(ctx context.Context, cluster string) (
	version int64, doc string, ok bool, err error,
) {
	it, err := s.get(ctx, policyKey(cluster), goodKey)
	return numberOf(it, "version"), textOf(it, "document"), it != nil && err == nil, err
}
