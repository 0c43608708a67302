package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"sashweight/events"
	applylambda "sashweight/shared/apply/lambda"
	"sashweight/shared/fleet"
	observests "sashweight/shared/observe/sts"
	"sashweight/shared/state"
)

// drainCmd orders a drain.
type drainCmd struct {
	Instance string `arg:"" help:"EC2 id of the node (i-...), or mi-... of an External one."`
	Cluster  string `placeholder:"NAME" help:"Its cluster; found where it is not given."`

	Then string `enum:",terminate,replace,keep" default:"" placeholder:"WHAT" help:"${then}"`

	Deadline time.Duration `placeholder:"30m" help:"Time that it may take, else the policy's."`

	AtDeadline string `enum:",return,extend,force" default:"" placeholder:"WHAT" help:"${at_deadline}"`

	Urgent bool   `help:"Do not wait for the disruption budget: it must go anyway."`
	Reason string `placeholder:"TEXT" help:"Why, in a sentence; shown with the order."`
	ID     string `placeholder:"ID" help:"Id of the order; the same again is one order."`
	Wait   bool   `help:"Follow the order until it ends."`
	DryRun bool   `help:"Print what would be sent, and send nothing."`
	confirmFlags
	outputFlags
	stackFlags
}

// Texts of --help that are too long for a tag.
const (
	thenHelp = "What becomes of the empty node: terminate (its group wants one less), replace (one " +
		"more comes first), keep (it stays, empty). Else replace, and keep for an External one."
	atDeadlineHelp = "What happens when its time is over: return (it serves again), extend, force " +
		"(what remains is stopped). Else the policy's."
)

// Exit codes of drain beside those of every verb.
const (
	exitRefused = 3
	exitOther   = 4
)

// deadlineMax is as long as a lifecycle action can last (EC2 Auto Scaling user guide,
// lifecycle-hooks).
const deadlineMax = 48 * time.Hour

// Help is called by kong for what stands under the command's name.
func (c *drainCmd) Help() string {
	return `It invokes Sashweight's function drain-nodes, which decides: an order that fits the
disruption budget begins, another one waits; one that could not end is held, with what blocks it.
The right to invoke that function is the right to order. Where the policy's mode
is report, or while a pause holds, it is refused.

The order goes on without this command. --wait follows it; Ctrl-C ends only the following. Where
the answer was lost, the same with --id and the id that was printed is still one order.

  sashweight drain i-0abc --dry-run
  sashweight drain i-0abc --then replace --reason "bad disk" --wait
  sashweight drain i-0abc --deadline 1h --at-deadline force --yes --json

Exit codes: 0 the order is there, and with --wait ended well (drained or removed); 1 it failed, or
was not confirmed; 3 the order was refused; 4 with --wait, it ended otherwise (forced, returned,
expired, cancelled, dead, gone, never registered, lost); 130 interrupted.`
}

// instanceID has the forms of EC2's ids and of Systems Manager's for managed nodes.
var instanceID = regexp.MustCompile(`^(i-[0-9a-f]{8,17}|mi-[0-9a-f]{17})$`)

// Validate is called by kong.
func (c *drainCmd) Validate() error {
	switch {
	case !instanceID.MatchString(c.Instance):
		return fmt.Errorf("%q is no instance id, such as i-0a1b2c3d", c.Instance)
	case c.Deadline < 0 || c.Deadline > deadlineMax:
		return fmt.Errorf("--deadline %s: more than 0, at most %s", c.Deadline, deadlineMax)
	}
	return checkCluster(c.Cluster)
}

// Run is called by kong.
func (c *drainCmd) Run(ctx context.Context, console *console) error {
	s, err := c.find(ctx, console)
	if err != nil {
		return err
	}
	payload, err := c.payload(ctx, s)
	if err != nil {
		return err
	}
	out := &output{w: console.out, json: c.JSON}
	if c.DryRun {
		out.print("Would invoke %s with:\n", s.deployed.Function)
		out.keep(writeJSON(console.out, payload, c.JSON))
		return out.err
	}
	if !c.Yes {
		notice := &output{w: console.errs}
		notice.print("%s\n", c.consequence())
	}
	if err := c.confirm(ctx, console, "Drain "+c.Instance+"?"); err != nil {
		return err
	}
	a, err := c.send(ctx, s, payload)
	if err != nil {
		return err
	}
	if err := a.show(out); err != nil || !c.Wait {
		return err
	}
	return s.follow(ctx, out, a)
}

// then is what becomes of the empty node; without --then as the function has it.
func (c *drainCmd) then() fleet.Then {
	switch {
	case c.Then != "":
		return fleet.Then(c.Then)
	case strings.HasPrefix(c.Instance, "mi-"):
		return fleet.ThenKeep
	}
	return fleet.ThenReplace
}

// consequence says in plain words what the order may do.
func (c *drainCmd) consequence() string {
	text := c.Instance + " takes no more tasks, and those on it are stopped once others run " +
		"elsewhere."
	switch c.then() {
	case fleet.ThenTerminate:
		text += "\nThen its group terminates it, for good, and wants one instance less."
	case fleet.ThenReplace:
		text += "\nIts group launches one more first, and then terminates it, for good."
	case fleet.ThenKeep:
		text += "\nThen it stays, empty."
	}
	if c.AtDeadline == string(fleet.DeadlineForce) {
		text += "\nWhat runs on it at the deadline is stopped, whether others run or not."
	}
	if c.Urgent {
		text += "\nUrgent: the disruption budget does not hold it back."
	}
	return text
}

// payload is the event Drain Ordered, as the function would get it from the event bus.
func (c *drainCmd) payload(ctx context.Context, s *stack) ([]byte, error) {
	caller, err := observests.WhoAmI(ctx, s.config)
	if err != nil {
		return nil, err
	}
	if c.ID == "" {
		c.ID = "cli-" + strings.ToLower(rand.Text())
	}
	order := events.DrainOrdered{
		Order: c.ID, Cluster: c.Cluster, Instance: c.Instance, Requester: caller.ARN,
		Reason: c.Reason, Then: c.Then, AtDeadline: c.AtDeadline, Urgent: c.Urgent,
	}
	if c.Deadline > 0 {
		order.Deadline = s.now().Add(c.Deadline).Truncate(time.Second)
	}
	detail, err := order.Detail()
	if err != nil {
		return nil, err
	}
	return json.Marshal(envelope{
		Version: "0", ID: c.ID, Source: events.SourceSashweight,
		DetailType: events.DetailTypeDrainOrdered, Time: s.now().UTC().Format(time.RFC3339),
		Account: caller.Account, Region: s.config.Region, Resources: []string{}, Detail: detail,
	})
}

// envelope is that of every event of EventBridge (EventBridge user guide, eb-events-structure).
type envelope struct {
	Version    string          `json:"version"`
	ID         string          `json:"id"`
	Source     string          `json:"source"`
	DetailType string          `json:"detail-type"`
	Time       string          `json:"time"`
	Account    string          `json:"account"`
	Region     string          `json:"region"`
	Resources  []string        `json:"resources"`
	Detail     json.RawMessage `json:"detail"`
}

// answer is what the function says of an order.
type answer struct {
	Order    string `json:"order"`
	Cluster  string `json:"cluster"`
	Instance string `json:"instance"`
	Outcome  string `json:"outcome"`
	Reason   string `json:"reason,omitempty"`
}

// outcomeRefused is the only outcome that leaves no order.
const outcomeRefused = "refused"

// send invokes the function. Once that has begun, an error leaves open whether the order is there.
func (c *drainCmd) send(ctx context.Context, s *stack, payload []byte) (a answer, err error) {
	said, err := applylambda.New(s.config).Invoke(ctx, s.deployed.Function, payload)
	if err == nil {
		if err = json.Unmarshal(said, &a); err == nil && a.Outcome == "" {
			err = errors.New("it says nothing of an order; is it of another version?")
		}
		if err != nil {
			err = fmt.Errorf("read answer of %s: %w", s.deployed.Function, err)
		}
	}
	if err == nil {
		return a, nil
	}
	notice := &output{w: s.c.errs}
	notice.print("The order may be there all the same: sashweight drains shows it. To send it "+
		"again as the same\norder, add --id %s\n", c.ID)
	return a, err
}

// show prints the answer; a refusal is an error with its own exit code.
func (a answer) show(out *output) error {
	out.object(a)
	what := map[string]string{
		string(state.Created): "ordered",
		string(state.Joined):  "joins the order that its node has already",
		string(state.Known):   "was ordered before",
	}[a.Outcome]
	if what == "" {
		what = plain(a.Outcome)
	}
	text := fmt.Sprintf("%s in cluster %s: %s, order %s", plain(a.Instance), plain(a.Cluster), what,
		plain(a.Order))
	if a.Reason != "" {
		text += ": " + plain(a.Reason)
	}
	if a.Outcome == outcomeRefused {
		return endedBy{code: exitRefused, err: fmt.Errorf("drain %s: refused: %s",
			plain(a.Instance), plain(a.Reason))}
	}
	out.print("%s\n", text)
	return out.err
}
