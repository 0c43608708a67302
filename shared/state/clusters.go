package state

import (
	"context"
	"time"
)

// clustersKey is the partition that names every cluster in which something was begun lately: its
// policy document may be deleted or broken by now, and the work must still be found.
const clustersKey = "clusters"

// clusterKept outlives every order: a lifecycle action ends after 48 hours at the latest (EC2 Auto
// Scaling guide, lifecycle-hooks).
const clusterKept = 72 * time.Hour

// rememberAgain is how long after noting a cluster it is noted again.
const rememberAgain = 12 * time.Hour

// Remember notes that the cluster has work. It comes before the work is written. What this store
// has noted lately it does not write again.
func (s *Store) Remember(ctx context.Context, cluster string) error {
	if now := s.Clock.Now(); now.Sub(s.remembered[cluster]) < rememberAgain {
		return nil
	}
	it := row(clustersKey, cluster)
	it["expires"] = seconds(s.Clock.Now().Add(clusterKept))
	_, err := s.put(ctx, it, "", nil)
	if err == nil {
		s.remembered[cluster] = s.Clock.Now()
	}
	return err
}

// Clusters names the clusters in which something was begun within three days, sorted.
func (s *Store) Clusters(ctx context.Context) ([]string, error) {
	rows, err := s.rows(ctx, clustersKey, "")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, it := range rows {
		if numberOf(it, "expires") > s.Clock.Now().Unix() {
			names = append(names, textOf(it, "sk"))
		}
	}
	return names, nil
}
