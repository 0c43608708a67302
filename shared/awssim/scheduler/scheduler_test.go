package scheduler

import (
	"strings"
	"testing"
	"time"

	"sashweight/shared/awssim/eventbridge/retry"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

var start = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

type world struct {
	*Scheduler
	env      *kernel.Env
	at       []time.Duration
	payloads []string
	dead     []map[string]string
	refuse   error
	journal  strings.Builder
}

func newWorld(seed uint64) *world {
	k := kernel.New(seed, start)
	w := &world{env: &kernel.Env{Kernel: k, Account: "123456789012", Region: "us-east-1"}}
	k.Journal.Out = &w.journal
	w.Scheduler = New(w.env)
	w.Invoke = func(_ string, payload []byte, _ string) error {
		w.at = append(w.at, k.Now().Sub(start))
		w.payloads = append(w.payloads, string(payload))
		return w.refuse
	}
	w.Send = func(_, _ string, attributes map[string]string) error {
		w.dead = append(w.dead, attributes)
		return nil
	}
	return w
}

func tick() Schedule {
	return Schedule{
		Name: "tick", Expression: "rate(1 minute)", Target: "function", DeadLetters: "dead",
		Input: `{"t":"<aws.scheduler.scheduled-time>","n":"<aws.scheduler.attempt-number>",` +
			`"id":"<aws.scheduler.execution-id>","arn":"<aws.scheduler.schedule-arn>"}`,
		Retry: retry.Policy{MaxAttempts: 0, MaxAge: time.Minute},
	}
}

func (w *world) create(t *testing.T, c Schedule) {
	t.Helper()
	if _, err := w.Create(c); err != nil {
		t.Fatal(err)
	}
}

func TestAScheduleTicksWithinEachMinute(t *testing.T) {
	w := newWorld(1)
	w.create(t, tick())
	w.env.Advance(time.Hour)
	if n := len(w.at); n < 59 || n > 60 {
		t.Fatalf("%d ticks in an hour", n)
	}
	for i, at := range w.at {
		due := time.Duration(i) * time.Minute
		if at < due || at > due+time.Minute+maxLatency {
			t.Errorf("tick %d at %v", i, at)
		}
	}
	want := `{"t":"2026-01-02T03:05:05Z","n":"1","id":"`
	if !strings.HasPrefix(w.payloads[1], want) ||
		!strings.HasSuffix(w.payloads[1], `schedule/default/tick"}`) {
		t.Errorf("payload %s, want %s…", w.payloads[1], want)
	}
	if w.payloads[1] == w.payloads[2] {
		t.Error("two ticks have the same payload")
	}
}

func TestAFailedDeliveryIsRetriedAsThePolicySays(t *testing.T) {
	w := newWorld(1)
	w.refuse = wire.Error("TooManyRequestsException", "slow down")
	c := tick()
	c.Expression, c.Retry = "rate(1 day)", retry.Policy{MaxAttempts: 2, MaxAge: time.Hour}
	w.create(t, c)
	w.env.Advance(2 * time.Hour)
	if len(w.at) != 3 || !strings.Contains(w.payloads[2], `"n":"3"`) {
		t.Fatalf("tries %v", w.payloads)
	}
	if len(w.dead) != 1 || w.dead[0]["EXHAUSTED_RETRY_CONDITION"] != "MaximumRetryAttempts" {
		t.Errorf("dead letters %v", w.dead)
	}
}

func TestAnOldDeliveryIsGivenUp(t *testing.T) {
	w := newWorld(1)
	w.refuse = wire.Error("TooManyRequestsException", "slow down")
	c := tick()
	c.Expression, c.Retry = "rate(1 day)", retry.Policy{MaxAttempts: 185, MaxAge: time.Minute}
	w.create(t, c)
	w.env.Advance(2 * time.Hour)
	if len(w.dead) != 1 || w.dead[0]["EXHAUSTED_RETRY_CONDITION"] != "MaximumEventAgeInSeconds" {
		t.Errorf("after %d tries: dead letters %v", len(w.at), w.dead)
	}
}

func TestRatesAreReadStrictly(t *testing.T) {
	for expression, want := range map[string]time.Duration{
		"rate(1 minute)": time.Minute, "rate(5 minutes)": 5 * time.Minute,
		"rate(1 hour)": time.Hour, "rate(2 days)": 48 * time.Hour,
		"rate(1 minutes)": 0, "rate(5 minute)": 0, "rate(0 minutes)": 0, "rate(-1 minutes)": 0,
		"rate(1 week)": 0, "rate(minute)": 0, "rate(1 minute": 0, "cron(0 * * * ? *)": 0,
		"at(2026-01-01T00:00:00)": 0, "": 0, "rate(99999999999 days)": 0,
	} {
		got, err := ParseRate(expression)
		if got != want || (err == nil) != (want > 0) {
			t.Errorf("%q = %v, %v, want %v", expression, got, err, want)
		}
	}
}

func TestASecondScheduleOfANameAndABadInputAreRefused(t *testing.T) {
	w := newWorld(1)
	w.create(t, tick())
	if _, err := w.Create(tick()); err == nil {
		t.Error("a taken name is accepted")
	}
	c := tick()
	c.Name, c.Input = "other", "{"
	if _, err := w.Create(c); err == nil {
		t.Error("an input that is no JSON is accepted")
	}
}

func TestADisabledScheduleDoesNothing(t *testing.T) {
	w := newWorld(1)
	c := tick()
	c.Disabled = true
	w.create(t, c)
	w.env.Advance(time.Hour)
	if len(w.at) != 0 || len(w.Schedules()) != 1 {
		t.Errorf("ticks at %v", w.at)
	}
}

func TestSameSeedSameJournal(t *testing.T) {
	play := func(seed uint64) string {
		w := newWorld(seed)
		w.create(t, tick())
		w.env.Advance(time.Hour)
		return w.journal.String()
	}
	first, again := play(3), play(3)
	if first != again {
		t.Error("one seed, two journals")
	}
	if play(3) == play(4) {
		t.Error("two seeds, one journal")
	}
}
