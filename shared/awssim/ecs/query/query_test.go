package query

import (
	"strings"
	"testing"
	"time"
)

// node is an instance of the documented examples.
type node struct {
	attributes map[string]string
	groups     []string
	version    string
	registered string
	running    int
}

func (n node) Attribute(name string) (string, bool) { v, ok := n.attributes[name]; return v, ok }
func (n node) EC2InstanceID() string                { return "i-abcd1234" }
func (n node) AgentConnected() bool                 { return true }
func (n node) AgentVersion() string                 { return n.version }
func (n node) RunningTasks() int                    { return n.running }

func (n node) RegisteredAt() time.Time {
	t, err := time.Parse(time.RFC3339, n.registered)
	if err != nil {
		panic(err)
	}
	return t
}

func (n node) HasGroup(asked func(string) bool) bool {
	for _, g := range n.groups {
		if asked(g) {
			return true
		}
	}
	return false
}

// example is a t2.small in us-east-1a with one task of service production.
var example = node{
	attributes: map[string]string{
		"ecs.instance-type": "t2.small", "ecs.availability-zone": "us-east-1a",
		"stack": "prod blue", "rank": "9", "flag": "",
	},
	groups: []string{"service:production"}, version: "1.14.5",
	registered: "2018-06-18T22:28:28Z", running: 1,
}

// PLACE-1: the examples of the developer guide, and each operator in both spellings.
func TestDocumentedExamplesHold(t *testing.T) {
	for statement, want := range map[string]bool{
		"attribute:ecs.instance-type == t2.small":                                               true,
		"attribute:ecs.availability-zone in [us-east-1a, us-east-1b]":                           true,
		"attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d": false,
		"task:group == service:production":                                                      true,
		"not(task:group == database)":                                                           true,
		"runningTasksCount == 1":                                                                true,
		"agentVersion < 1.14.5":                                                                 false,
		"registeredAt < 2018-02-13":                                                             false,
		"ec2InstanceId in ['i-abcd1234', 'i-wxyx7890']":                                         true,

		"registeredAt == 2018-06-18T22:28:28+00:00": true,
		"registeredAt == 2018-06-18T22:28:28Z":      true,
		"registeredAt == 2018-06-18T22:28:28":       true,
		"registeredAt >= 2018-06-18":                true,
		"registeredAt less_than_equal 2018-06-18":   false,

		"agentVersion > 1.9.0":                         true, // by number, not by letter
		"agentVersion greater_than_equal 1.14.5":       true,
		"agentVersion != 1.14.5":                       false,
		"agentConnected == true":                       true,
		"agentConnected in [false]":                    false,
		"runningTasksCount <= 0":                       false,
		"runningTasksCount greater_than 0":             true,
		"task:group != service:production":             false,
		"task:group in [database, service:production]": true,
		"task:group =~ service:.*":                     true,
		"task:group !~ service:.*":                     false,
		"ec2InstanceId !~ i-a.*":                       false,
		"ec2InstanceId not_in [i-1]":                   true,
	} {
		q, err := Parse(statement)
		if err != nil {
			t.Errorf("%s: %v", statement, err)
		} else if got := q.Holds(example); got != want {
			t.Errorf("%s is %t, want %t", statement, got, want)
		}
	}
}

// PLACE-1
func TestAttributesTakeEveryOperator(t *testing.T) {
	for statement, want := range map[string]bool{
		"attribute:stack equals 'prod blue'":               true,
		`attribute:stack == "prod blue"`:                   true,
		"attribute:stack not_equals prod":                  true,
		"attribute:stack exists":                           true,
		"attribute:flag exists":                            true,
		"attribute:none !exists":                           true,
		"attribute:none not_exists":                        true,
		"attribute:none == x":                              false,
		"attribute:none != x":                              true,
		"attribute:none !in [x]":                           true,
		"attribute:none !~ x":                              true,
		"attribute:none < 5":                               false,
		"attribute:none >= 5":                              true,
		"attribute:rank < 10":                              true,
		"attribute:rank > 8.5":                             true,
		"attribute:stack > prod":                           true,
		"attribute:ecs.instance-type =~ t[23].*":           true,
		"attribute:ecs.instance-type matches t2":           false,
		"attribute:ecs.instance-type =~ '(t2|t3).small'":   true,
		"attribute:ecs.instance-type not_matches g2.*":     true,
		"attribute:stack exists and attribute:rank exists": true,
		"attribute:stack==in-service||attribute:rank==9":   true,
		"attribute:none exists or attribute:rank == 9 and !(runningTasksCount > 3)": true,
		"(attribute:none exists or attribute:rank == 9) && attribute:none exists":   false,
		"not not attribute:rank == 9": true,
	} {
		q, err := Parse(statement)
		if err != nil {
			t.Errorf("%s: %v", statement, err)
		} else if got := q.Holds(example); got != want {
			t.Errorf("%s is %t, want %t", statement, got, want)
		}
	}
}

// PLACE-2: what is no statement is refused with its place.
func TestWhatIsNoStatementIsRefusedWithItsColumn(t *testing.T) {
	for statement, part := range map[string]string{
		"":                                  "column 1",
		"attribute:a":                       "column 12",
		"attribute:a ==":                    "column 15",
		"attribute:a == b c":                "column 18",
		"attribute: == b":                   `unknown subject "attribute:" at column 1`,
		"size == 3":                         `unknown subject "size" at column 1`,
		"attribute:a is b":                  `unknown operator "is" at column 1`,
		"runningTasksCount =~ 1":            "does not go with runningTasksCount at column 1",
		"agentVersion in [1.2.3]":           "does not go with agentVersion",
		"task:group exists":                 "does not go with task:group",
		"agentVersion < new":                `"new" is no argument of agentVersion`,
		"runningTasksCount == few":          `"few" is no argument`,
		"registeredAt > yesterday":          `"yesterday" is no argument`,
		"attribute:a in []":                 "column 17",
		"attribute:a in b":                  "takes a list in brackets at column 1",
		"attribute:a in [b":                 "column 18",
		"attribute:a =~ '('":                "pattern",
		"(attribute:a == b":                 "column 18",
		"attribute:a == b or":               "column 20",
		"attribute:b exists and size == 'x": "column 32",
	} {
		_, err := Parse(statement)
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%q: error is %v, want …%s…", statement, err, part)
		}
	}
}

func TestOnlyStatementsOfTasksAndConnectionChange(t *testing.T) {
	for statement, want := range map[string]bool{
		"attribute:a == b and registeredAt > 2018-01-01": true,
		"ec2InstanceId == i-1":                           true,
		"attribute:a exists or runningTasksCount > 1":    false,
		"not(task:group == a)":                           false,
		"agentConnected == true":                         false,
	} {
		if q, err := Parse(statement); err != nil || q.Static() != want {
			t.Errorf("%s: static is not %t (%v)", statement, want, err)
		}
	}
	q, err := Parse("ec2InstanceId in [i-1, i-2] and attribute:a == b")
	if ids, ok := q.EC2Instances(); err != nil || !ok || len(ids) != 2 {
		t.Errorf("instances are %v, %t (%v)", ids, ok, err)
	}
	q, err = Parse("ec2InstanceId == i-1 or attribute:a == b")
	if _, ok := q.EC2Instances(); err != nil || ok {
		t.Errorf("a choice narrows to instances (%v)", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("not(task:group == database) and attribute:a in ['b', c] || x !~ d[ef].*")
	f.Add("attribute:ecs.instance-type matches t2.* && !(registeredAt >= 2018-06-18)")
	f.Fuzz(func(_ *testing.T, s string) {
		if q, err := Parse(s); err == nil {
			q.Holds(example)
		}
	})
}
