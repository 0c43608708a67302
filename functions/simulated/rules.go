package simulated

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"sashweight/shared/awssim"
	"sashweight/shared/awssim/check"
	"sashweight/shared/policy"
)

const documentsPath = "/sashweight/clusters/"

// changing is how long after a change of a document both versions are fair: the time-out of
// drain-nodes.
const changing = time.Minute

// rulebook is the policy documents of an account, as the invariant checker has to be told of
// them. A broken one leaves the one before in force.
type rulebook struct {
	world *World
	docs  map[string]documents // by cluster
}

// documents are one cluster's, with its exceptions by service.
type documents struct {
	document   policy.Policy
	exceptions map[string]policy.Service
	// former is what held before changed.
	former  policy.Policy
	changed time.Time
}

// CheckRules tells the checker what the account's policy documents say. Call it before the first
// document is written.
func CheckRules(w *World, c *check.Checker) {
	d := &rulebook{world: w, docs: map[string]documents{}}
	w.Watch(d.made)
	c.Rules = d.rules
}

// made hears of the parameters that are written.
func (d *rulebook) made(m awssim.Made) {
	if m.Output == nil {
		return
	}
	switch in := m.Call.Input.(type) {
	case *ssm.PutParameterInput:
		d.put(aws.ToString(in.Name), aws.ToString(in.Value))
	case *ssm.DeleteParameterInput:
		d.put(aws.ToString(in.Name), "")
	case *ssm.DeleteParametersInput:
		for _, name := range in.Names {
			d.put(name, "")
		}
	}
}

func (d *rulebook) put(name, text string) {
	rest, ok := strings.CutPrefix(name, documentsPath)
	cluster, kind, _ := strings.Cut(rest, "/")
	service, exception := strings.CutPrefix(kind, "services/")
	if !ok || kind != "" && !exception {
		return
	}
	x, known := d.docs[cluster]
	if !known {
		x.document = policy.Default()
	}
	before := x.now()
	if exception {
		x.except(service, text)
	} else if doc, err := policy.Parse([]byte(text)); err == nil {
		x.document = doc
	}
	x.former, x.changed = before, d.world.Now()
	d.docs[cluster] = x
}

// except takes up the exception of one service; an empty one is gone.
func (x *documents) except(service, text string) {
	rest := map[string]policy.Service{}
	for name, s := range x.exceptions {
		if name != service {
			rest[name] = s
		}
	}
	if s, _, err := policy.ParseService([]byte(text)); err == nil && text != "" {
		rest[service] = s
	}
	x.exceptions = rest
}

func (x documents) now() policy.Policy { return policy.Merge(x.document, x.exceptions) }

// rules are the checker's: of both documents where one was changed a moment ago.
func (d *rulebook) rules(cluster, _ string) check.Rules {
	x, ok := d.docs[cluster]
	if !ok {
		return check.DefaultRules()
	}
	r := rulesOf(x.now())
	if x.changed.IsZero() || d.world.Now().Sub(x.changed) > changing {
		return r
	}
	return r.Or(rulesOf(x.former))
}

func rulesOf(p policy.Policy) check.Rules {
	return check.Rules{
		Budget: p.Nodes.Disruption.Max.Percent, Nodes: p.Nodes.Disruption.Max.Nodes,
		MayMove: func(service string, at time.Time) bool {
			switch p.Move(service) {
			case policy.MoveNever:
				return false
			case policy.MoveInTimeWindows:
				return p.Nodes.Disruption.TimeWindows.Open(at)
			case policy.MoveAny:
			}
			return true
		},
		Standalone:     string(p.Drain.Standalone.Then),
		StandaloneWait: p.Drain.Standalone.Wait,
		Protected:      string(p.Drain.Protected), AtDeadline: string(p.Drain.AtDeadline),
	}
}
