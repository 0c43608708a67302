package dynamodb

import (
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"sashweight/shared/awssim/dynamodb/attribute"
)

// oldest is how far back an expiry may lie: DynamoDB leaves items alone that expired more than five
// years ago (developer guide, "Using time to live (TTL) in DynamoDB").
const oldest = 5 * 365 * 24 * time.Hour

// expire sees to it that an item is deleted some time after its expiry. AWS promises "within a few
// days"; here it is the next full hour, so that no one relies on the moment.
func (d *DynamoDB) expire(t *table, item attribute.Item) {
	at, ok := t.expiry(item)
	if !ok {
		return
	}
	due := at.Truncate(time.Hour).Add(time.Hour)
	if now := d.env.Now(); due.Before(now) {
		due = now.Truncate(time.Hour).Add(time.Hour)
	}
	if t.sweep.Waiting() && !t.sweep.When().After(due) {
		return
	}
	t.sweep.Stop()
	t.sweep = d.env.At(due, func() { d.deleteExpired(t) })
}

// expiry is when an item expires; ok is false when it does not.
func (t *table) expiry(item attribute.Item) (at time.Time, ok bool) {
	if t.ttl == "" {
		return time.Time{}, false
	}
	n, ok := item[t.ttl].(*types.AttributeValueMemberN)
	if !ok {
		return time.Time{}, false
	}
	seconds, err := strconv.ParseInt(n.Value, 10, 64)
	if err != nil || seconds > 1<<40 {
		return time.Time{}, false
	}
	return time.Unix(seconds, 0), true
}

// deleteExpired deletes what has expired and looks again when the next item does. It goes through
// the partitions in no order: nothing that it does depends on one.
func (d *DynamoDB) deleteExpired(t *table) {
	now := d.env.Now()
	var expired, waiting []attribute.Item
	for _, rows := range t.partitions {
		for _, r := range rows {
			at, ok := t.expiry(r.item)
			switch {
			case !ok || now.Sub(at) > oldest:
			case at.After(now):
				waiting = append(waiting, r.item)
			default:
				expired = append(expired, r.item)
			}
		}
	}
	for _, item := range expired {
		t.remove(item)
	}
	for _, item := range waiting {
		d.expire(t, item)
	}
	if len(expired) > 0 {
		d.env.Journal.Add("state", "dynamodb table "+t.name+" deleted "+
			strconv.Itoa(len(expired))+" expired")
	}
}
