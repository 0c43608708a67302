package check

import (
	"maps"
	"slices"
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
	case open && o.id != text(it, "order_id") && !joins(it):
		c.broken(OneOrder, "open order %s of %s was replaced by %s", o.id, instance,
			text(it, "order_id"))
	}
	o.id, o.open = text(it, "order_id"), open
	if open {
		c.onlyOrder(instance)
	}
}

// joins says whether an order of another id may take the place of an open one: a terminate order
// joins the Spot order of its instance.
func joins(it item) bool { return text(it, "origin") == "terminate" }

// onlyOrder wants that at most one order of the instance is open, over all clusters.
func (c *Checker) onlyOrder(instance string) {
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

func (c *Checker) rowDeleted(key item) {
	if cluster, instance, ok := orderKey(key); ok {
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
