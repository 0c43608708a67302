package functions_test

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"sashweight/functions/simulated"
	"sashweight/shared/awssim"
	"sashweight/shared/awssim/check"
)

// The scenarios are conversations with a fleet: a command, a line of dashes, and everything that
// then happened, through the real functions and clients. `go test ./functions -rewrite` writes the
// answers anew; read the difference as one reads a change of code.

const (
	cluster = "prod"
	group   = "win2022"
)

// talk is one scenario being played.
type talk struct {
	typed   bool
	world   *simulated.World
	user    *simulated.Operator
	calls   *simulated.Calls
	checker *check.Checker
	mode    string // what the checker is told of the policy
	origin  time.Time
	lines   []string
	pages   int
	nodes   map[string]string // node-1 for an instance id
	ids     map[string]string // and back
	ordered int               // drain orders given
}

// verbs are the commands of a scenario.
var verbs = map[string]func(*talk, *datadriven.TestData) error{
	"advance":          (*talk).advance,
	"calls":            (*talk).countCalls,
	"crash-everywhere": (*talk).crashEverywhere,
	"delete-policy":    (*talk).deletePolicy,
	"drain":            (*talk).drain,
	"drain-by-hand":    (*talk).drainByHand,
	"endings":          (*talk).endings,
	"event":            (*talk).event,
	"external":         (*talk).external,
	"fault":            (*talk).fault,
	"hook":             (*talk).hook,
	"maximum":          (*talk).maximum,
	"minimum":          (*talk).minimum,
	"nodes":            (*talk).listNodes,
	"orders":           (*talk).orders,
	"pause":            (*talk).pause,
	"policy":           (*talk).policy,
	"protect-node":     (*talk).protectNode,
	"protect-tasks":    (*talk).protectTasks,
	"resume":           (*talk).resume,
	"rules":            (*talk).rules,
	"scale-in":         (*talk).scaleIn,
	"scale-out":        (*talk).scaleOut,
	"service":          (*talk).service,
	"spot":             (*talk).spot,
	"stop-tasks":       (*talk).stopTasks,
	"task":             (*talk).task,
	"terminate":        (*talk).terminate,
	"unwanted":         (*talk).unwanted,
	"wait":             (*talk).wait,
	"warm-pool":        (*talk).warmPool,
	"world":            (*talk).newWorld,
}

func TestScenarios(t *testing.T) {
	for _, path := range scenarioFiles(t) {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			play(t, path, false)
		})
	}
}

// The typed front end answers calls without the wire protocols. It has to tell the same stories.
func TestScenariosAreTheSameOnTheTypedFrontEnd(t *testing.T) {
	for _, path := range scenarioFiles(t) {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			play(t, path, true)
		})
	}
}

func scenarioFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/scenarios/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("find scenarios: %d files, %v", len(files), err)
	}
	return files
}

// play runs one scenario and compares what happened with what the file says.
func play(t *testing.T, path string, typed bool) {
	t.Helper()
	s := &talk{typed: typed}
	datadriven.RunTest(t, path, func(_ *testing.T, d *datadriven.TestData) string {
		return s.say(d)
	})
	if s.checker != nil {
		if err := s.checker.Err(); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// say carries out one command and tells everything that happened.
func (s *talk) say(d *datadriven.TestData) string {
	verb := verbs[d.Cmd]
	if verb == nil {
		verb = hostVerbs[d.Cmd]
	}
	if verb == nil {
		verb = ownerVerbs[d.Cmd]
	}
	if verb == nil {
		return fmt.Sprintf("unknown command %q", d.Cmd)
	}
	if s.world == nil && d.Cmd != "world" {
		return "begin with: world"
	}
	s.lines = nil
	if err := verb(s, d); err != nil {
		s.lines = append(s.lines, "error: "+s.named(err.Error()))
	}
	if len(s.lines) == 0 {
		return "ok"
	}
	return strings.Join(s.lines, "\n")
}

func (s *talk) out(format string, args ...any) {
	s.lines = append(s.lines, s.named(fmt.Sprintf(format, args...)))
}

// heard writes one line of the story with the time since the scenario began.
func (s *talk) heard(l simulated.Line) {
	since := l.At.Sub(s.origin)
	clock := time.Time{}.Add(since).Format("15:04:05")
	s.out("%s %-6s %s", clock, l.Kind, l.Text)
}

var (
	instanceID = regexp.MustCompile(`\bm?i-[0-9a-f]{17}\b`)
	longID     = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
)

// named replaces instance ids by node-1, node-2, … in the order in which they came up.
func (s *talk) named(text string) string {
	text = longID.ReplaceAllString(text, "…")
	return instanceID.ReplaceAllStringFunc(text, s.nodeName)
}

func (s *talk) nodeName(id string) string {
	if _, ok := s.nodes[id]; !ok {
		name := fmt.Sprintf("node-%d", len(s.nodes)+1)
		s.nodes[id], s.ids[name] = name, id
	}
	return s.nodes[id]
}

func (s *talk) ctx() context.Context { return context.Background() }

// newWorld: world [instances=3] [mode=act|report|none] [spot] [heartbeat=10m] [default=CONTINUE]
// [boot=4m] [settle=30m] [seed=1]. It makes an account with one cluster and one group of Windows
// nodes, and lets them boot.
func (s *talk) newWorld(d *datadriven.TestData) error {
	o := worldOptions(d)
	w, err := simulated.New(awssim.Options{Seed: o.seed, Typed: s.typed})
	if err != nil {
		return err
	}
	s.world, s.user, s.calls = w, w.Operator(), simulated.CountCalls(w)
	s.nodes, s.ids = map[string]string{}, map[string]string{}
	s.checker, s.mode = check.New(w.Account), o.mode
	simulated.CheckRules(w, s.checker)
	s.checker.Mode = func(string) string {
		if s.mode == "none" {
			return check.Unmanaged
		}
		return s.mode
	}
	if err := s.user.CreateCluster(s.ctx(), cluster); err != nil {
		return err
	}
	if o.mode != "none" {
		doc := "mode: " + o.mode + "\nnodes:\n  groups:\n    - name: win2022*\n"
		if err := s.user.PutPolicy(s.ctx(), cluster, doc); err != nil {
			return err
		}
	}
	if err := s.user.CreateGroup(s.ctx(), o.group); err != nil {
		return err
	}
	w.Advance(o.settle)
	for _, m := range w.Machines.All() {
		s.nodeName(m.InstanceID)
	}
	s.calls.Reset()
	s.origin = w.Now()
	simulated.NewStory(w, s.heard)
	w.Journal.OnEntry = s.asked(w.Journal.OnEntry)
	return nil
}
