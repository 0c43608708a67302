package state

import (
	"context"

	"sashweight/shared/fleet"
)

func findingsKey(cluster string) string { return "findings#" + cluster }

// Raise keeps a finding and says whether it is new or changed: only then a person is told.
func (s *Store) Raise(ctx context.Context, cluster string, f fleet.Finding) (bool, error) {
	it := row(findingsKey(cluster), f.ID)
	it["finding"] = text(bounded(f.Text))
	it["raised"] = moment(s.Clock.Now())
	it["expires"] = seconds(s.Clock.Now().Add(findingKept))
	return s.put(ctx, it, "attribute_not_exists(pk) OR finding <> :text",
		item{":text": it["finding"]})
}

// Cleared drops a finding that is no longer seen: it may be raised anew later. It reports false
// where it was not raised.
func (s *Store) Cleared(ctx context.Context, cluster, id string) (bool, error) {
	return s.remove(ctx, findingsKey(cluster), id, "attribute_exists(pk)", nil)
}

// Findings reads what is raised in the cluster, sorted by id.
func (s *Store) Findings(ctx context.Context, cluster string) ([]fleet.Finding, error) {
	rows, err := s.rows(ctx, findingsKey(cluster), "")
	var out []fleet.Finding
	for _, it := range rows {
		if s.lives(it) {
			out = append(out, fleet.Finding{ID: textOf(it, "sk"), Text: textOf(it, "finding")})
		}
	}
	return out, err
}

// FirstLook says, once for each cluster, that nobody has looked at it before.
func (s *Store) FirstLook(ctx context.Context, cluster string) (first bool, err error) {
	const sk = "first"
	pk := "looked#" + cluster
	err = s.amend(ctx, pk, sk, func(was item) item {
		if first = was == nil; !first {
			return nil
		}
		it := row(pk, sk)
		it["at"] = moment(s.Clock.Now())
		return it
	})
	return first, err
}
