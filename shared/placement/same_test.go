package placement

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"sashweight/shared/awssim/ecs/query"
	"sashweight/shared/fleet"
)

// hosted is a node as the simulated account's own reader of the language asks for it.
type hosted struct {
	node   fleet.Node
	groups []string
}

func (h hosted) Attribute(name string) (string, bool) {
	v, ok := h.node.Attributes[name]
	return v, ok
}
func (h hosted) EC2InstanceID() string   { return h.node.Instance }
func (h hosted) AgentConnected() bool    { return h.node.Connected }
func (h hosted) AgentVersion() string    { return h.node.AgentVersion }
func (h hosted) RegisteredAt() time.Time { return h.node.Registered }
func (h hosted) RunningTasks() int       { return h.node.Running }

func (h hosted) HasGroup(asked func(string) bool) bool {
	for _, g := range h.groups {
		if asked(g) {
			return true
		}
	}
	return false
}

// Two readers that were written apart: where this one knows, the other one agrees.
func TestTheSimulatedAccountAgrees(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	known := 0
	for range 3000 {
		statement := compound(random, 3)
		e, err := Parse(statement)
		q, simErr := query.Parse(statement)
		if err != nil || simErr != nil {
			t.Fatalf("%s: %v, %v", statement, err, simErr)
		}
		node := sample()
		node.Running = random.IntN(3)
		groups := []string{"service:a", "family:b", "service:c"}[:node.Running]
		a := Match(e, node, groups)
		if a.Verdict == Unknown {
			continue
		}
		known++
		if holds := q.Holds(hosted{node, groups}); holds != (a.Verdict == Yes) {
			t.Errorf("%s is %s here, %t there", statement, a.Verdict, holds)
		}
	}
	if known < 1500 {
		t.Errorf("only %d of 3000 are known", known)
	}
}

// compound is a random statement.
func compound(r *rand.Rand, depth int) string {
	if depth == 0 || r.IntN(3) == 0 {
		return simple(r)
	}
	inner := func() string { return "(" + compound(r, depth-1) + ")" }
	switch r.IntN(4) {
	case 0:
		return pick(r, "not ", "not", "!", "! ") + inner()
	case 1:
		return pick(r, "!", "not ") + simple(r)
	case 2:
		return inner() + pick(r, " and ", "&&", " or ", " || ") + inner()
	default:
		return simple(r) + pick(r, " and ", " or ", " && ") + compound(r, depth-1)
	}
}

func simple(r *rand.Rand) string {
	equality := pick(r, "==", "!=", "equals", "not_equals")
	order := pick(r, "<", "<=", ">", ">=", "less_than", "greater_than_equal", equality)
	list := pick(r, "in", "!in", "not_in")
	likes := pick(r, "=~", "!~", "matches", "not_matches")
	attribute := "attribute:" + pick(r, "ecs.os-type", "team", "rank", "none", "flag")
	value := pick(r, "windows", "'blue sky'", "9", "10", "x")
	group := pick(r, "service:a", "family:b", `"service:c"`)
	return pick(r,
		fmt.Sprintf("%s %s", attribute, pick(r, "exists", "!exists", "not_exists")),
		fmt.Sprintf("%s %s %s", attribute, order, value),
		fmt.Sprintf("%s %s [%s, x]", attribute, list, value),
		fmt.Sprintf("%s %s %s", attribute, likes, pick(r, "w.*", `'blue\s[a-z]+'`, `\d`, "'9|x'")),
		fmt.Sprintf("task:group %s %s", equality, group),
		fmt.Sprintf("task:group %s [%s]", list, group),
		fmt.Sprintf("task:group %s service:.*", likes),
		fmt.Sprintf("runningTasksCount %s %d", order, r.IntN(3)),
		fmt.Sprintf("agentVersion %s 1.%d.0", order, 90+r.IntN(4)),
		fmt.Sprintf("registeredAt %s 2026-06-%d", order, 17+r.IntN(3)),
		fmt.Sprintf("ec2InstanceId %s i-0%s", equality, pick(r, "abc", "def")),
		fmt.Sprintf("agentConnected %s %s", equality, pick(r, "true", "false")),
	)
}

func pick(r *rand.Rand, from ...string) string { return from[r.IntN(len(from))] }
