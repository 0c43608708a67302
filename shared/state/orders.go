package state

import (
	"context"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"sashweight/shared/fleet"
)

const orderPrefix = "order#"

// Work is everything that the table holds of one cluster.
type Work struct {
	Lease Lease
	// Orders are the drain orders by instance, sorted, the done ones of the last day among them.
	Orders []fleet.DrainOrder
}

// Open returns the orders that are not done.
func (w Work) Open() []fleet.DrainOrder {
	var out []fleet.DrainOrder
	for _, o := range w.Orders {
		if o.Open() {
			out = append(out, o)
		}
	}
	return out
}

// Work reads the cluster's lease and orders, strongly consistent. A row of an unknown schema is a
// *SchemaError.
func (s *Store) Work(ctx context.Context, cluster string) (Work, error) {
	w := Work{Lease: Lease{Cluster: cluster}}
	rows, err := s.rows(ctx, clusterKey(cluster))
	if err != nil {
		return w, err
	}
	for _, it := range rows {
		if textOf(it, "sk") == leaseKey {
			w.Lease = s.leaseOf(cluster, it)
		} else if strings.HasPrefix(textOf(it, "sk"), orderPrefix) {
			w.Orders = append(w.Orders, orderOf(it))
		}
	}
	return w, nil
}

// Order reads one order, strongly consistent; ok is false where there is none.
func (s *Store) Order(ctx context.Context, cluster, instance string) (
	o fleet.DrainOrder, ok bool, err error,
) {
	it, err := s.get(ctx, clusterKey(cluster), orderPrefix+instance)
	if err != nil || it == nil {
		return o, false, err
	}
	return orderOf(it), true, nil
}

// Outcome is what became of an order that was put.
type Outcome string

// The outcomes of putting an order.
const (
	// Created: the instance has this order now.
	Created Outcome = "created"
	// Joined: an open order of another origin took over what this one adds.
	Joined Outcome = "joined"
	// Known: the same order was there already, open or done.
	Known Outcome = "known"
)

// Put makes an order, once: there is one for each instance. The same order again changes nothing;
// one of another origin joins the one that is there, done or not, and brings its lifecycle hook.
func (s *Store) Put(ctx context.Context, o fleet.DrainOrder) (Outcome, error) {
	if err := s.remember(ctx, o.Cluster); err != nil {
		return "", err
	}
	created, err := s.put(ctx, orderItem(o), "attribute_not_exists(pk)", nil)
	switch {
	case err != nil:
		return "", err
	case created:
		return Created, nil
	case o.Hook == "":
		return Known, nil
	}
	_, joined, err := s.update(ctx, &dynamodb.UpdateItemInput{
		Key: key(clusterKey(o.Cluster), orderPrefix+o.Instance),
		UpdateExpression: aws.String("SET hook = :hook, hook_token = :token, beat = :beat, " +
			"origin = :origin, order_id = :id, group_name = :group, reason = :reason, " +
			"step = :step REMOVE ending, finished, claim, claimed_until, claimed_ending, expires"),
		ConditionExpression: aws.String("attribute_exists(pk) AND order_id <> :id"),
		ExpressionAttributeValues: item{
			":hook": text(o.Hook), ":token": text(o.Token), ":beat": moment(o.Beat),
			":origin": text(string(o.Origin)), ":id": text(o.ID), ":group": text(o.Group),
			":reason": text(o.Reason), ":step": text(string(o.Step)),
		},
	})
	if joined {
		return Joined, err
	}
	return Known, err
}

// MarkDraining records that the node was told to drain and what it held.
func (s *Store) MarkDraining(ctx context.Context, o fleet.DrainOrder) error {
	_, err := s.mark(ctx, o, "SET step = :step, draining = :at, tasks = :tasks, "+
		"heartbeat = :heartbeat", item{
		":step": text(string(fleet.StepDraining)), ":at": moment(o.Draining),
		":tasks": number(int64(o.Tasks)), ":heartbeat": number(int64(o.Heartbeat / time.Second)),
	})
	return err
}

// MarkBeat records when the hook's timer was restarted.
func (s *Store) MarkBeat(ctx context.Context, o fleet.DrainOrder) error {
	_, err := s.mark(ctx, o, "SET beat = :at", item{":at": moment(o.Beat)})
	return err
}

// Close records the end of an order. The row stays a day, so that a late copy of its event finds
// it done. ok is false where another attempt had closed it.
func (s *Store) Close(ctx context.Context, o fleet.DrainOrder) (ok bool, err error) {
	return s.mark(ctx, o, "SET step = :step, ending = :ending, finished = :at, "+
		"expires = :expires", item{
		":step": text(string(fleet.StepDone)), ":ending": text(string(o.Ending)),
		":at": moment(o.Finished), ":expires": seconds(o.Finished.Add(orderKept)),
	})
}

// mark updates an open order. A done one is left as it is, and ok is false: whoever closed it was
// right, for an order is closed only at its end.
func (s *Store) mark(ctx context.Context, o fleet.DrainOrder, set string, values item) (
	ok bool, err error,
) {
	values[":done"] = text(string(fleet.StepDone))
	_, ok, err = s.update(ctx, &dynamodb.UpdateItemInput{
		Key:                       key(clusterKey(o.Cluster), orderPrefix+o.Instance),
		UpdateExpression:          &set,
		ConditionExpression:       aws.String("attribute_exists(pk) AND step <> :done"),
		ExpressionAttributeValues: values,
	})
	return ok, err
}

// Claim reserves the answer of an order's hook for this attempt, with the ending that the order
// will have. ok is false where another attempt has it and is not dead, or the order is done. again
// tells that a dead attempt had it before.
func (s *Store) Claim(ctx context.Context, o fleet.DrainOrder, e fleet.Ending) (
	ok, again bool, err error,
) {
	now, nonce := s.Clock.Now(), s.Nonce()
	rowKey := key(clusterKey(o.Cluster), orderPrefix+o.Instance)
	it, ok, err := s.update(ctx, &dynamodb.UpdateItemInput{
		Key: rowKey,
		UpdateExpression: aws.String(
			"SET claim = :me, claimed_until = :until, claimed_ending = :ending ADD claims :one"),
		ConditionExpression: aws.String("attribute_exists(pk) AND step <> :done AND " +
			"(attribute_not_exists(claim) OR claimed_until < :now)"),
		ExpressionAttributeValues: item{
			":me": text(nonce), ":until": moment(now.Add(s.held())), ":now": moment(now),
			":done": text(string(fleet.StepDone)), ":one": number(1), ":ending": text(string(e)),
		},
	})
	if err != nil || ok {
		return ok, numberOf(it, "claims") > 1, err
	}
	it, err = s.get(ctx, clusterKey(o.Cluster), orderPrefix+o.Instance)
	return textOf(it, "claim") == nonce, false, err
}

func orderItem(o fleet.DrainOrder) item {
	it := row(clusterKey(o.Cluster), orderPrefix+o.Instance)
	for name, v := range map[string]types.AttributeValue{
		"order_id": text(o.ID), "cluster": text(o.Cluster),
		"instance": text(o.Instance), "group_name": text(o.Group), "origin": text(string(o.Origin)),
		"reason": text(o.Reason), "hook": text(o.Hook), "hook_token": text(o.Token),
		"heartbeat": number(int64(o.Heartbeat / time.Second)), "step": text(string(o.Step)),
		"created": moment(o.Created), "opened": moment(o.Opened), "beat": moment(o.Beat),
	} {
		it[name] = v
	}
	return it
}

func orderOf(it item) fleet.DrainOrder {
	return fleet.DrainOrder{
		ID: textOf(it, "order_id"), Cluster: textOf(it, "cluster"),
		Instance: textOf(it, "instance"), Group: textOf(it, "group_name"),
		Origin: fleet.Origin(textOf(it, "origin")), Reason: textOf(it, "reason"),
		Hook: textOf(it, "hook"), Token: textOf(it, "hook_token"),
		Heartbeat: time.Duration(numberOf(it, "heartbeat")) * time.Second,
		Step:      fleet.Step(textOf(it, "step")), Ending: fleet.Ending(textOf(it, "ending")),
		Created: momentOf(it, "created"), Opened: momentOf(it, "opened"),
		Beat: momentOf(it, "beat"), Draining: momentOf(it, "draining"),
		Finished: momentOf(it, "finished"), Tasks: int(numberOf(it, "tasks")),
		Claimed: momentOf(it, "claimed_until"), Claim: fleet.Ending(textOf(it, "claimed_ending")),
	}
}
