package state

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"sashweight/shared/fleet"
)

// Claim reserves the answer of an order's hook for this attempt, with the ending that the order
// will have. ok is false where another attempt has it and is not dead, or the order is done. again
// tells that a dead attempt had it before. It leaves the rev as it is: the claim is its own guard.
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
