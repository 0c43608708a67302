package state

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Lease is the right to look at a whole cluster and act on it: one for each cluster, shared by all
// functions. A wake-up that finds it held is not lost: it is counted, and the holder, which
// releases only when it has seen the last count, looks again.
type Lease struct {
	Cluster string
	// Owner is the holder's nonce; empty where nobody holds it.
	Owner string
	// Expires is when a holder is surely dead.
	Expires time.Time
	// Seq counts the wake-ups of this store's function, Served those that a look has answered.
	Seq, Served int64
	// LookedAt is when the last full look ended.
	LookedAt time.Time
}

// OpenWork says that a wake-up has not been answered by a look.
func (l Lease) OpenWork() bool { return l.Seq != l.Served }

func clusterKey(cluster string) string { return "cluster#" + cluster }

const leaseKey = "lease"

// counter is the attribute of this store's function; DynamoDB names allow no hyphen in
// expressions.
func (s *Store) counter(kind string) string {
	return kind + "_" + strings.ReplaceAll(s.Function, "-", "_")
}

func (s *Store) leaseOf(cluster string, it item) Lease {
	return Lease{
		Cluster: cluster, Owner: textOf(it, "holder"), Expires: momentOf(it, "held_until"),
		Seq: numberOf(it, s.counter("seq")), Served: numberOf(it, s.counter("served")),
		LookedAt: momentOf(it, "looked_at"),
	}
}

// Wake counts one wake-up of the function for the cluster, whoever holds the lease, and returns
// the lease as it is then.
func (s *Store) Wake(ctx context.Context, cluster string) (Lease, error) {
	it, _, err := s.update(ctx, &dynamodb.UpdateItemInput{
		Key:              key(clusterKey(cluster), leaseKey),
		UpdateExpression: aws.String("SET row_schema = :v ADD " + s.counter("seq") + " :one"),
		ExpressionAttributeValues: item{
			":one": number(1), ":v": number(Schema),
		},
	})
	return s.leaseOf(cluster, it), err
}

// Acquire takes the lease if it is free or its holder is dead. ok is false where somebody else
// holds it. took tells that a dead holder's lease was taken over.
func (s *Store) Acquire(ctx context.Context, l Lease) (held Lease, ok bool, err error) {
	now, nonce := s.Clock.Now(), s.Nonce()
	if l.Owner != "" && l.Expires.After(now) {
		return l, false, nil
	}
	it, ok, err := s.update(ctx, &dynamodb.UpdateItemInput{
		Key:                 key(clusterKey(l.Cluster), leaseKey),
		UpdateExpression:    aws.String("SET holder = :me, held_until = :until"),
		ConditionExpression: aws.String("attribute_not_exists(holder) OR held_until < :now"),
		ExpressionAttributeValues: item{
			":me": text(nonce), ":until": moment(now.Add(s.held())), ":now": moment(now),
		},
	})
	if err != nil || ok {
		return s.leaseOf(l.Cluster, it), ok, err
	}
	// Refused: by another holder, or because the SDK retried a write that had succeeded.
	it, err = s.get(ctx, clusterKey(l.Cluster), leaseKey)
	if err != nil {
		return l, false, err
	}
	held = s.leaseOf(l.Cluster, it)
	return held, held.Owner == nonce, nil
}

// Release gives the lease back, if it is still ours and no wake-up has come since seen was read.
// It reports false where one has: look again. full says that the look was a full one.
func (s *Store) Release(ctx context.Context, l Lease, seen int64, full bool) (bool, error) {
	set := "SET " + s.counter("served") + " = :seen"
	values := item{":me": text(l.Owner), ":seen": number(seen)}
	if full {
		set += ", looked_at = :now"
		values[":now"] = moment(s.Clock.Now())
	}
	_, ok, err := s.update(ctx, &dynamodb.UpdateItemInput{
		Key:                       key(clusterKey(l.Cluster), leaseKey),
		UpdateExpression:          aws.String(set + " REMOVE holder, held_until"),
		ConditionExpression:       aws.String("holder = :me AND " + s.counter("seq") + " = :seen"),
		ExpressionAttributeValues: values,
	})
	if err != nil || ok {
		return ok, err
	}
	// Refused: a new wake-up, a lease that has passed on, or a retry of a release that succeeded.
	it, err := s.get(ctx, clusterKey(l.Cluster), leaseKey)
	if err != nil {
		return false, err
	}
	return s.leaseOf(l.Cluster, it).Owner != l.Owner, nil
}

// Drop gives the lease back although wake-ups are open; they stay counted.
func (s *Store) Drop(ctx context.Context, l Lease) error {
	_, _, err := s.update(ctx, &dynamodb.UpdateItemInput{
		Key:                       key(clusterKey(l.Cluster), leaseKey),
		UpdateExpression:          aws.String("REMOVE holder, held_until"),
		ConditionExpression:       aws.String("holder = :me"),
		ExpressionAttributeValues: item{":me": text(l.Owner)},
	})
	if err != nil {
		return fmt.Errorf("drop lease of cluster %s: %w", l.Cluster, err)
	}
	return nil
}
