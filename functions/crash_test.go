package functions_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/cockroachdb/datadriven"

	awsscaling "sashweight/shared/awssim/autoscaling"
	"sashweight/shared/awssim/faults"
	"sashweight/shared/awssim/kernel"
)

// crashesMax bounds a run: a drain that makes more calls than this is broken.
const crashesMax = 300

// crashEverywhere: crash-everywhere before|after [order=replace|terminate] [every=1] plays one
// drain again and again, with the function killed at its first call, then at its second, and so
// on, until the drain ends before its call comes; with every=4 at each fourth. Each line says at
// which call it died, how the drain ended, and after how many calls.
func (s *talk) crashEverywhere(d *datadriven.TestData) error {
	fault := faults.CrashBefore
	if first(d) == "after" {
		fault = faults.CrashAfter
	}
	every := number(d, "every", 1)
	for n := every - 1; n < crashesMax; n += every {
		line, struck, err := s.crashAt(d, fault, n)
		if err != nil {
			return fmt.Errorf("call %d: %w", n+1, err)
		}
		if !struck {
			return nil
		}
		s.out("%3d %s", n+1, line)
	}
	return fmt.Errorf("still not done after %d calls", crashesMax)
}

// crashAt plays the drain in a world of its own, with one crash at call n.
func (s *talk) crashAt(d *datadriven.TestData, fault string, n int) (
	line string, struck bool, err error,
) {
	one := &talk{typed: s.typed}
	world := &datadriven.TestData{Cmd: "world"}
	if err := one.newWorld(world); err != nil {
		return "", false, err
	}
	web := serviceOf(d)
	web.Name, web.Want = "web", 3
	if err := one.user.CreateService(one.ctx(), web); err != nil {
		return "", false, err
	}
	one.world.Advance(20 * time.Minute)
	at := ""
	one.world.Journal.OnEntry = func(e kernel.Entry) {
		if e.Kind == "fault" {
			at = strings.Replace(e.Text, " drain-nodes", "", 1)
		}
	}
	one.calls.Reset()
	one.world.Faults.TellCall(fault, "drain-nodes", "", n, 1)
	began := one.world.Now()
	cmd := &datadriven.TestData{CmdArgs: []datadriven.CmdArg{{Key: "node-1"}}}
	begin := one.terminate
	if then := word(d, "order", ""); then != "" {
		cmd.CmdArgs = append(cmd.CmdArgs, datadriven.CmdArg{Key: "then", Vals: []string{then}})
		begin = one.askDrain
	}
	if err := begin(cmd); err != nil {
		return "", false, err
	}
	ending, err := one.ended()
	if err == nil {
		err = one.checker.Err()
	}
	line = fmt.Sprintf("%-60s %s in %s, %d calls", at, ending,
		one.world.Now().Sub(began).Round(10*time.Second), one.calls.All())
	return line, at != "", err
}

// ended advances until the group has let node-1 go and no order is open, and says how its order
// ended.
func (s *talk) ended() (string, error) {
	for range 6 * 60 {
		s.world.Advance(10 * time.Second)
		inGroup := false
		s.world.AutoScaling.Each(func(i awsscaling.InstanceView) {
			inGroup = inGroup || i.Instance == s.ids["node-1"]
		})
		work, err := s.store().Work(s.ctx(), cluster)
		if err != nil {
			return "", err
		}
		if !inGroup && len(work.Open()) == 0 && len(work.Orders) == 1 {
			return string(work.Orders[0].Ending), nil
		}
	}
	return "", fmt.Errorf("drain has not ended after an hour")
}
