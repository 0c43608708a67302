package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"charm.land/lipgloss/v2"
	"charm.land/lipgloss/v2/table"
	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"sashweight/functions/simulated"
)

// show prints the demo: for people, or a JSON object a line.
type show struct {
	output
	bar *progressbar.ProgressBar // nil where nobody watches
}

func newShow(out, errs io.Writer, asJSON bool) *show {
	s := &show{output: output{w: out, json: asJSON}}
	if f, ok := errs.(*os.File); ok && !asJSON && term.IsTerminal(int(f.Fd())) {
		s.bar = progressbar.NewOptions(100, progressbar.OptionSetWriter(errs),
			progressbar.OptionSetDescription("nothing happens"), progressbar.OptionSetWidth(40),
			progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(false))
	}
	return s
}

// styles of the kinds of lines; the names are padded to one width.
var styles = map[string]lipgloss.Style{
	"event":  lipgloss.NewStyle().Foreground(lipgloss.Cyan),
	"plan":   lipgloss.NewStyle().Foreground(lipgloss.Blue),
	"hold":   lipgloss.NewStyle().Foreground(lipgloss.BrightBlack),
	"call":   lipgloss.NewStyle().Foreground(lipgloss.Green),
	"done":   lipgloss.NewStyle().Foreground(lipgloss.Green).Bold(true),
	"found":  lipgloss.NewStyle().Foreground(lipgloss.Yellow),
	"mended": lipgloss.NewStyle().Foreground(lipgloss.Magenta),
	"fault":  lipgloss.NewStyle().Foreground(lipgloss.Red),
	"failed": lipgloss.NewStyle().Foreground(lipgloss.Red).Bold(true),
	"world":  lipgloss.NewStyle().Foreground(lipgloss.BrightBlack),
}

func (s *show) print(format string, args ...any) {
	s.clear()
	s.output.print(format, args...)
}

// say prints a sentence that belongs to no time of the day.
func (s *show) say(format string, args ...any) {
	s.print(format+"\n", args...)
}

// chapter prints what is done to the fleet.
func (s *show) chapter(at time.Time, title string) {
	if s.json {
		s.object(simulated.Line{At: at, Kind: "chapter", Text: title})
		return
	}
	s.print("\n%s  %s\n", at.Format(time.TimeOnly), lipgloss.NewStyle().Bold(true).Render(title))
}

// line prints one thing that happened.
func (s *show) line(l simulated.Line) {
	if s.json {
		s.object(l)
		return
	}
	kind := styles[l.Kind].Render(fmt.Sprintf("%-6s", l.Kind))
	s.print("%s  %s  %s\n", l.At.Format(time.TimeOnly), kind, l.Text)
}

// progress moves the bar that runs while nothing happens.
func (s *show) progress(done, all time.Duration) {
	if s.bar != nil {
		_ = s.bar.Set(int(100 * done / all))
	}
}

func (s *show) clear() {
	if s.bar != nil {
		_ = s.bar.Clear()
	}
}

// closing prints the table of what was drained and the counts.
func (s *show) closing(sum simulated.Summary) error {
	if s.json {
		s.object(sum)
		return s.err
	}
	t := table.New().Headers("drained", "group", "because", "ending", "tasks", "took")
	for _, d := range sum.Drains {
		t.Row(d.Instance, d.Group, d.Because, d.Ending, fmt.Sprint(d.Tasks), d.Took)
	}
	s.print("\n%s\n", t.Render())
	s.print("AWS calls by the functions   %d (%s)\n", sum.Calls, sum.ByService)
	s.print("  of them by minute sweeps   %d\n", sum.SweepCalls)
	s.print("Spot tasks cut off by EC2    %d\n", sum.SpotLost)
	s.print("Tasks that lost their grace  %d\n", sum.LostGrace)
	if s.err == nil && sum.LostGrace > 0 {
		return fmt.Errorf("%d tasks lost their stop grace", sum.LostGrace)
	}
	return s.err
}
