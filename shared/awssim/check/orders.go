package check

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// order is a drain order as its row in the state table says.
type order struct {
	id   string
	open bool
	// since is when the row was opened, began whether the mode of its group let it then.
	since time.Time
	began bool
	// The attributes of the row, as they are.
	origin, then, atDeadline, ending string
	urgent                           bool
	deadline, extended, draining     time.Time
	heartbeat                        time.Duration
	// cancel: it is to be undone because nobody wants it any more.
	cancel bool
}

// limit is until when the order may take; zero where its row does not say it.
func (o *order) limit() time.Time {
	if o.extended.After(o.deadline) {
		return o.extended
	}
	return o.deadline
}

// read takes the attributes out of a row.
func (o *order) read(it item) {
	o.id, o.open = text(it, "order_id"), text(it, "step") != "done"
	o.origin, o.then, o.ending = text(it, "origin"), text(it, "then"), text(it, "ending")
	o.atDeadline = text(it, "at_deadline")
	o.urgent = truth(it, "urgent")
	o.deadline, o.extended = moment(it, "deadline"), moment(it, "extended_until")
	o.draining, o.cancel = moment(it, "draining"), text(it, "cancel") != ""
	o.heartbeat = time.Duration(number(it, "heartbeat")) * time.Second
}

// moment reads milliseconds since 1970; 0 and an absent attribute are the zero time.
func moment(it item, name string) time.Time {
	ms := number(it, name)
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// number reads a whole number; 0 where there is none.
func number(it item, name string) int64 {
	v, ok := it[name].(*types.AttributeValueMemberN)
	if !ok {
		return 0
	}
	n, err := strconv.ParseInt(v.Value, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// truth reads a boolean, or a number that is not 0.
func truth(it item, name string) bool {
	switch v := it[name].(type) {
	case *types.AttributeValueMemberBOOL:
		return v.Value
	case *types.AttributeValueMemberN:
		return v.Value != "0"
	}
	return false
}

type item = map[string]types.AttributeValue

func text(it item, name string) string {
	if v, ok := it[name].(*types.AttributeValueMemberS); ok {
		return v.Value
	}
	return ""
}

// orderKey takes the cluster and the instance out of the key of an order's row.
func orderKey(it item) (cluster, instance string, ok bool) {
	cluster, isCluster := strings.CutPrefix(text(it, "pk"), "cluster#")
	instance, isOrder := strings.CutPrefix(text(it, "sk"), "order#")
	return cluster, instance, isCluster && isOrder
}

// row reads a row of the state table as it is now.
func (c *Checker) row(it item) {
	cluster, instance, ok := orderKey(it)
	if !ok {
		return
	}
	at := c.orders[instance]
	if at == nil {
		at = map[string]*order{}
		c.orders[instance] = at
	}
	o, open := at[cluster], text(it, "step") != "done"
	switch {
	case o == nil || open && !o.open:
		o = &order{since: c.account.Now(), began: c.mayBegin(text(it, "group_name"))}
		at[cluster] = o
	case open && o.id != text(it, "order_id") && !o.joins(it):
		c.broken(OneOrder, "open order %s of %s was replaced by %s", o.id, instance,
			text(it, "order_id"))
	}
	o.read(it)
	if open {
		c.onlyOrder(instance)
		c.takes(instance, text(it, "group_name"), o)
	}
}

// takes notes an order that takes a node away that its group would have kept: the group may be
// made larger by one for it.
func (c *Checker) takes(instance, group string, o *order) {
	if group == "" || o.then == keep || c.groupOrders[group][o.id] || c.mustGo(instance) {
		return
	}
	if c.groupOrders[group] == nil {
		c.groupOrders[group] = map[string]bool{}
	}
	c.groupOrders[group][o.id] = true
}

// joins says whether an order of another id may take the place of an open one: where the node has
// come to go anyway.
func (o *order) joins(it item) bool {
	origin := text(it, "origin")
	return origin == "terminate" || origin == "spot" && o.origin != "terminate" && o.origin != "spot"
}

// onlyOrder wants that at most one order of the instance is open, over all clusters.
func (c *Checker) onlyOrder(instance string) {
	c.judging(OneOrder)
	var open []string
	for _, cluster := range slices.Sorted(maps.Keys(c.orders[instance])) {
		if o := c.orders[instance][cluster]; o.open {
			open = append(open, o.id+" in cluster "+cluster)
		}
	}
	if len(open) > 1 {
		c.broken(OneOrder, "%s has %s", instance, strings.Join(open, " and "))
	}
}

// rowUpdated reads a row that was updated, from the new image in the answer.
func (c *Checker) rowUpdated(key, image item) {
	if _, instance, ok := orderKey(key); ok && text(image, "pk") == "" {
		c.broken(OneOrder, "the order of %s was updated without asking for the row as it is then, so "+
			"nobody can tell what it says", instance)
		return
	}
	c.row(image)
}

// rowDeleted hears that a row is gone. What a done one said is still known.
func (c *Checker) rowDeleted(key item) {
	cluster, instance, ok := orderKey(key)
	if o := c.orders[instance][cluster]; ok && o != nil && o.open {
		delete(c.orders[instance], cluster)
	}
}

// ordered is the instance's open order; nil where it has none.
func (c *Checker) ordered(instance string) *order {
	for _, cluster := range slices.Sorted(maps.Keys(c.orders[instance])) {
		if o := c.orders[instance][cluster]; o.open {
			return o
		}
	}
	return nil
}
