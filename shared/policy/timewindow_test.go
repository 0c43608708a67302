package policy

import (
	"testing"
	"time"
)

// windows reads time windows in a time zone.
func windows(t *testing.T, zone string, texts ...string) TimeWindows {
	t.Helper()
	loaded, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	w := TimeWindows{Zone: loaded}
	for _, text := range texts {
		one, reason := parseWindow(text)
		if reason != "" {
			t.Fatalf("%q %s", text, reason)
		}
		w.Windows = append(w.Windows, one)
	}
	return w
}

func instant(t *testing.T, text string) time.Time {
	t.Helper()
	parsed, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func TestWithoutWindowNothingIsEverAllowed(t *testing.T) {
	for _, w := range []TimeWindows{{}, Default().Nodes.Disruption.TimeWindows} {
		now := instant(t, "2026-11-25T11:00:00Z")
		if _, ok := w.NextOpen(now); ok || w.Open(now) {
			t.Error("something is allowed")
		}
		if got, want := w.Next(now), "never: no time window is set"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestWindowIsOpenFromItsStartToBeforeItsEnd(t *testing.T) {
	for _, c := range []struct {
		window, at string
		want       bool
	}{
		{"Sat,Sun 02:00-05:00", "2026-11-28T01:59:59Z", false}, // a Saturday
		{"Sat,Sun 02:00-05:00", "2026-11-28T02:00:00Z", true},
		{"Sat,Sun 02:00-05:00", "2026-11-28T04:59:59Z", true},
		{"Sat,Sun 02:00-05:00", "2026-11-28T05:00:00Z", false},
		{"Sat,Sun 02:00-05:00", "2026-11-27T03:00:00Z", false},
		{"Sat 22:00-24:00", "2026-11-28T23:59:59Z", true},
		{"Sat 22:00-24:00", "2026-11-29T00:00:00Z", false},
		// Over midnight: the day is that on which it begins.
		{"Sat 22:00-04:00", "2026-11-28T01:00:00Z", false},
		{"Sat 22:00-04:00", "2026-11-28T22:00:00Z", true},
		{"Sat 22:00-04:00", "2026-11-29T03:59:59Z", true},
		{"Sat 22:00-04:00", "2026-11-29T04:00:00Z", false},
		{"Sat 22:00-04:00", "2026-11-29T22:00:00Z", false},
		{"Fri-Mon 10:00-11:00", "2026-11-30T10:30:00Z", true}, // a Monday
		{"Fri-Mon 10:00-11:00", "2026-12-01T10:30:00Z", false},
		{"Mon-Sun 00:00-24:00", "2026-12-01T10:30:00Z", true},
	} {
		if got := windows(t, "UTC", c.window).Open(instant(t, c.at)); got != c.want {
			t.Errorf("%s at %s: open is %t, want %t", c.window, c.at, got, c.want)
		}
	}
}

func TestNextOpeningFollowsTheClockOnTheWall(t *testing.T) {
	const saturday = "2026-03-28T12:00:00+01:00" // the night before Berlin's clocks go forward
	for _, c := range []struct{ window, at, want string }{
		{"Sat 02:00-05:00", saturday, "2026-04-04T02:00:00+02:00"},
		{"Sat 10:00-13:00", saturday, saturday},
		// 02:00 to 03:00 does not come on March 29.
		{"Sun 02:00-05:00", saturday, "2026-03-29T03:00:00+02:00"},
		{"Sun 02:00-02:45", saturday, "2026-04-05T02:00:00+02:00"},
		{"Sat 23:00-02:30", "2026-03-29T01:59:59+01:00", "2026-03-29T01:59:59+01:00"},
		{"Sat 23:00-02:30", "2026-03-29T03:00:00+02:00", "2026-04-04T23:00:00+02:00"},
		// 02:00 to 03:00 comes twice on October 25.
		{"Sun 02:30-02:45", "2026-10-25T00:00:00+02:00", "2026-10-25T02:30:00+02:00"},
		{"Sun 02:30-02:45", "2026-10-25T02:50:00+02:00", "2026-10-25T02:30:00+01:00"},
		{"Sun 02:30-02:45", "2026-10-25T02:50:00+01:00", "2026-11-01T02:30:00+01:00"},
		{"Sun 02:30-04:00", "2026-10-25T02:10:00+01:00", "2026-10-25T02:30:00+01:00"},
		{"Sun 03:00-04:00", "2026-10-25T02:50:00+02:00", "2026-10-25T03:00:00+01:00"},
	} {
		w := windows(t, "Europe/Berlin", c.window)
		got, ok := w.NextOpen(instant(t, c.at))
		if want := instant(t, c.want); !ok || !got.Equal(want) {
			t.Errorf("%s from %s: opens %s, %t, want %s", c.window, c.at, got, ok, want)
		}
	}
}

// TestNextOpeningIsTheFirst looks at every quarter of an hour around both changes of the clock.
func TestNextOpeningIsTheFirst(t *testing.T) {
	const step = 15 * time.Minute
	w := windows(t, "America/New_York", "Sun 01:30-03:15", "Sat 23:45-00:30", "Sun 02:15-02:30")
	for _, from := range []string{"2026-03-07T12:00:00Z", "2026-10-31T12:00:00Z"} {
		start := instant(t, from)
		for i := range 24 * 4 {
			now := start.Add(time.Duration(i) * step)
			got, ok := w.NextOpen(now)
			first := now
			for !w.Open(first) {
				first = first.Add(step)
			}
			if !ok || !got.Equal(first) {
				t.Errorf("from %s: opens %s, want %s", now, got, first)
			}
		}
	}
}

func TestNextTimeIsPrintedWithItsZone(t *testing.T) {
	w := windows(t, "Europe/Berlin", "Sat,Sun 02:00-05:00")
	for now, want := range map[string]string{
		"2026-11-25T11:00:00Z": "Sat 2026-11-28 02:00 CET (Europe/Berlin)",
		"2026-11-28T02:00:00Z": "now",
		"2026-07-01T11:00:00Z": "Sat 2026-07-04 02:00 CEST (Europe/Berlin)",
	} {
		if got := w.Next(instant(t, now)); got != want {
			t.Errorf("at %s: got %q, want %q", now, got, want)
		}
	}
}

func TestWindowIsShownAsADocumentHasIt(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Sat,Sun 02:00-05:00", "Sat,Sun 02:00-05:00"},
		{"Fri-Mon 22:00-24:00", "Mon,Fri,Sat,Sun 22:00-24:00"},
	} {
		if got := windows(t, "UTC", c.text).Windows[0].String(); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}
