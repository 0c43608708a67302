// Package check watches a simulated account and says when one of the project's promises is broken.
// It shares nothing with the code that it judges: it has its own idea of which lifecycle hooks are
// ours, reads the rows of the state table by itself, and sees machines and tasks as they are, not
// as an API tells them.
//
// It hears of every call and looks after every step of the world only at what changed.
package check

import (
	"fmt"
	"strings"
	"time"

	"sashweight/shared/awssim"
)

// The modes that a group can have (see Checker.Mode).
const (
	Act    = "act"
	Report = "report"
	// Unmanaged: no policy serves the group.
	Unmanaged = ""
	// Changing: the mode was changed a moment ago, and an invocation that runs may still go by
	// the one before.
	Changing = "changing"
)

// Violation is one broken promise.
type Violation struct {
	// At is the virtual time.
	At time.Time
	// Invariant is the promise, What is what happened.
	Invariant, What string
}

// Error is the violation in one line.
func (v Violation) Error() string {
	return fmt.Sprintf("%s: broken: %s: %s", v.At.Format("2006-01-02T15:04:05.000Z"), v.Invariant,
		v.What)
}

// Checker watches one account.
type Checker struct {
	Counts
	Tally
	// Mode is the mode of drain-nodes for an Auto Scaling group at this moment: Act, Report,
	// Unmanaged or Changing. Nil is Act everywhere.
	Mode func(group string) string
	// Rules is what the policy document of a cluster says at this moment for one of its groups;
	// the group is empty for a node of no group. Nil is DefaultRules everywhere.
	Rules func(cluster, group string) Rules

	account     *awssim.Account
	user        string // the operator's name as a caller
	violations  []Violation
	hooks       hooks
	orders      map[string]map[string]*order // by instance, then by cluster
	groupOrders map[string]map[string]bool   // ids of voluntary orders that take a node away, by group
	nodes       nodes
	before      before
	invocations map[string]*invocation
	pauses      map[string]pause
	unpaused    time.Time            // when the last pause of everything ended
	changed     map[string]time.Time // when a setting was last changed by a call
	raised      map[string]int32     // by how much drain-nodes raised a group
	terminated  map[string]ending    // what functions terminated, by instance
	calm        time.Time            // since when there are no faults; zero: there may be
	looked      time.Time            // when overdue orders were last looked for
}

// violationsMax is how many violations are kept: a run that breaks a promise often breaks it at
// every step from then on.
const violationsMax = 100

// New watches the account from now on. Call it before the first machine is launched.
func New(account *awssim.Account) *Checker {
	c := &Checker{
		account: account, user: account.User().Name, orders: map[string]map[string]*order{},
		groupOrders: map[string]map[string]bool{}, nodes: newNodes(),
		invocations: map[string]*invocation{}, pauses: map[string]pause{},
		changed: map[string]time.Time{}, raised: map[string]int32{},
		terminated: map[string]ending{},
		Tally:      Tally{Judged: map[string]int{}, Excused: map[string]int{}},
	}
	c.hooks.answers = map[string]answer{}
	account.Before(c.about)
	account.Watch(c.made)
	account.AfterStep(c.lookAtHooks)
	account.AfterStep(c.lookAtOrders)
	c.listen()
	return c
}

// Err is the first violation, nil where there is none.
func (c *Checker) Err() error {
	if len(c.violations) == 0 {
		return nil
	}
	return c.violations[0]
}

// Violations are all of them, the first hundred.
func (c *Checker) Violations() []Violation { return c.violations }

func (c *Checker) broken(invariant, format string, args ...any) {
	if len(c.violations) == violationsMax {
		return
	}
	c.violations = append(c.violations, Violation{
		At: c.account.Now(), Invariant: invariant, What: fmt.Sprintf(format, args...),
	})
}

// mayBegin says whether the mode of a group allows to begin something.
func (c *Checker) mayBegin(group string) bool {
	mode := c.modeOf(group)
	return mode == Act || mode == Changing
}

func (c *Checker) modeOf(group string) string {
	if c.Mode == nil {
		return Act
	}
	return c.Mode(group)
}

// byFunction says whether a caller is one of the account's functions: everybody but its operator
// and AWS itself.
func (c *Checker) byFunction(caller string) bool {
	return caller != "" && caller != c.user && !strings.HasPrefix(caller, "AWSServiceRole")
}
