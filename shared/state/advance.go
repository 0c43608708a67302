package state

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"sashweight/shared/fleet"
)

// Advance writes what differs between an order as it was read and as it shall be. ok is false,
// and nothing was written, where somebody else has written it meanwhile: what was decided then
// rests on what no longer is. A done order stays as it is. After it the row's Rev is one more than
// before's.
func (s *Store) Advance(ctx context.Context, before, after fleet.DrainOrder) (ok bool, err error) {
	if !before.Open() {
		return false, nil
	}
	after.Rev = before.Rev + 1
	was, shall, nonce := orderItem(before), orderItem(after), s.Nonce()
	shall["writer"] = text(nonce)
	condition, values := asRead(before)
	set, names := changes(was, shall, values)
	_, ok, err = s.update(ctx, &dynamodb.UpdateItemInput{
		Key:                       key(clusterKey(before.Cluster), orderPrefix+before.Instance),
		UpdateExpression:          &set,
		ConditionExpression:       &condition,
		ExpressionAttributeNames:  names,
		ExpressionAttributeValues: values,
	})
	if err != nil || ok {
		return ok, err
	}
	return s.wroteOrder(ctx, before, nonce)
}

// asRead is the condition that an order's row is as it was read. Rows of earlier builds have no
// rev.
func asRead(o fleet.DrainOrder) (condition string, values item) {
	values = item{":step_read": text(string(o.Step))}
	if o.Rev == 0 {
		return "step = :step_read AND attribute_not_exists(rev)", values
	}
	values[":rev_read"] = number(o.Rev)
	return "step = :step_read AND rev = :rev_read", values
}

// changes is the update expression that makes the one row the other, with the names that it
// needs; its values are added to those given.
func changes(was, shall, values item) (expression string, names map[string]string) {
	names = map[string]string{}
	var set, remove []string
	for _, name := range namesOf(was, shall) {
		if reflect.DeepEqual(was[name], shall[name]) {
			continue
		}
		alias := fmt.Sprintf("n%d", len(names))
		names["#"+alias] = name
		if v, stays := shall[name]; stays {
			values[":"+alias] = v
			set = append(set, "#"+alias+" = :"+alias)
		} else {
			remove = append(remove, "#"+alias)
		}
	}
	expression = "SET " + strings.Join(set, ", ") // the rev and the writer always change
	if len(remove) > 0 {
		expression += " REMOVE " + strings.Join(remove, ", ")
	}
	return expression, names
}

func namesOf(items ...item) []string {
	var names []string
	for _, it := range items {
		for name := range it {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// wroteOrder says whether the order's row was last written under that nonce: then a refused write
// was the SDK's retry of one that had succeeded.
func (s *Store) wroteOrder(ctx context.Context, o fleet.DrainOrder, nonce string) (bool, error) {
	it, err := s.get(ctx, clusterKey(o.Cluster), orderPrefix+o.Instance)
	return textOf(it, "writer") == nonce, err
}

// Close records the end of an order: its Ending, EndReason and Finished. The row stays an hour, so
// that a late copy of its event finds it done; Tidy moves it then. ok is false where the order was
// written meanwhile, closed or joined by another: the next look sees which.
func (s *Store) Close(ctx context.Context, o fleet.DrainOrder) (ok bool, err error) {
	before := o
	before.Ending, before.EndReason, before.Finished = "", "", time.Time{}
	o.Step = fleet.StepDone
	return s.Advance(ctx, before, o)
}

// MarkBeat records when the hook's timer was restarted. It leaves the rev as it is: nothing that
// is decided rests on it.
func (s *Store) MarkBeat(ctx context.Context, o fleet.DrainOrder) error {
	_, _, err := s.update(ctx, &dynamodb.UpdateItemInput{
		Key:                 key(clusterKey(o.Cluster), orderPrefix+o.Instance),
		UpdateExpression:    aws.String("SET beat = :at"),
		ConditionExpression: aws.String("attribute_exists(pk) AND step <> :done"),
		ExpressionAttributeValues: item{
			":at": moment(o.Beat), ":done": text(string(fleet.StepDone)),
		},
	})
	return err
}
