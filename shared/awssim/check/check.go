// Package check watches a simulated account and says when one of the project's promises is broken.
// It shares nothing with the code that it judges: it has its own idea of which lifecycle hooks are
// ours, reads the rows of the state table by itself, and sees machines and tasks as they are, not
// as an API tells them.
//
// It hears of every call and looks after every step of the world only at what changed.
package check

import (
	"fmt"
	"time"

	"sashweight/shared/awssim"
)

// The invariants, as violations name them.
const (
	GraceKept      = "no task loses its stop grace by our doing"
	OneOrder       = "one drain order per instance"
	DesiredInRange = "every desired count that we write is within the user's bounds"
	MinimumHealthy = "no service below its minimum healthy count by our doing"
	AnsweredOnce   = "a lifecycle hook of ours is answered once or expires"
	OwnHooksOnly   = "no lifecycle hook but ours is touched"
	NeverAbandoned = "a terminate hook is never answered ABANDON by us"
	EmptyFirst     = "a hook of ours is answered only when its node is empty"
	RoleAllows     = "no call that the role forbids"
	CallsAreValid  = "no call that the service finds invalid"
	WithinLimits   = "no call above its documented maximum"
	ReportBegins   = "in report mode nothing is begun"
	StaysInService = "a node in service is never set DRAINING by us"
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

// Counts are the tasks that were cut off by the end of their machine while their containers ran,
// by whose doing that was.
type Counts struct {
	// LostGrace: we had answered the hook that held the machine. Each is a violation.
	LostGrace int `json:"lost_grace"`
	// SpotLost: the machine was under a Spot notice.
	SpotLost int `json:"spot_lost"`
	// LapsedLost: nobody answered the hook in time, and its default result ended it.
	LapsedLost int `json:"lapsed_lost"`
	// ReportLost: we answered for a group in report mode or without a policy, where nothing is
	// begun.
	ReportLost int `json:"report_lost"`
	// OwnDeath: no hook of ours held the machine, or somebody else answered it.
	OwnDeath int `json:"own_death"`
}

// Checker watches one account.
type Checker struct {
	Counts
	// Mode is the mode of drain-nodes for an Auto Scaling group at this moment: Act, Report,
	// Unmanaged or Changing. Nil is Act everywhere.
	Mode func(group string) string

	account    *awssim.Account
	user       string // the operator's name as a caller
	violations []Violation
	hooks      hooks
	orders     map[string]map[string]*order // by instance, then by cluster
	noticed    map[string]bool              // instances under a Spot notice
	drainedBy  map[string]string            // who set a container instance DRAINING, by ARN
}

// violationsMax is how many violations are kept: a run that breaks a promise often breaks it at
// every step from then on.
const violationsMax = 100

// New watches the account from now on. Call it before the first machine is launched.
func New(account *awssim.Account) *Checker {
	c := &Checker{
		account: account, user: account.User().Name, orders: map[string]map[string]*order{},
		noticed: map[string]bool{}, drainedBy: map[string]string{},
	}
	c.hooks.answers = map[string]answer{}
	account.Watch(c.made)
	account.AfterStep(c.lookAtHooks)
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

// byFunction says whether a caller is one of the account's functions: everybody but its operator.
func (c *Checker) byFunction(caller string) bool {
	return caller != "" && caller != c.user
}
