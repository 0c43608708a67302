package events

import "fmt"

// DetailTypeDrainsUnwanted is the detail-type of DrainsUnwanted.
const DetailTypeDrainsUnwanted = "Drains Unwanted"

// DrainsUnwanted asks that voluntary drains be called off, since their nodes are needed.
type DrainsUnwanted struct {
	Meta `json:"-"`
	// Cluster is a name. Group is the name of an Auto Scaling group; empty for all of the cluster.
	Cluster string `json:"cluster"`
	Group   string `json:"group"`
	// Reason says why in a sentence.
	Reason string `json:"reason"`
}

func (e *DrainsUnwanted) check(c *checker) {
	c.need("cluster", e.Cluster)
	c.limit("group", e.Group)
	e.Reason = clip(e.Reason, textBytesMax)
}

// About names the cluster and the group.
func (e DrainsUnwanted) About() string {
	what := "every group"
	if e.Group != "" {
		what = "group " + name(e.Group)
	}
	return fmt.Sprintf("no voluntary drains of %s in cluster %s%s",
		what, name(e.Cluster), because(e.Reason))
}

// Detail is the event's detail as PutEvents takes it; it refuses what Decode would refuse.
func (e DrainsUnwanted) Detail() ([]byte, error) {
	e.Reason = clip(e.Reason, textBytesMax)
	return encodeDetail(DetailTypeDrainsUnwanted, e, e.Cluster, e.check)
}
