package autoscaling

import (
	"testing"
	"time"
)

// AS-38
func TestCronExpressionsRecurAsWritten(t *testing.T) {
	from := time.Date(2026, 3, 2, 8, 0, 1, 0, time.UTC) // a Monday
	for _, c := range []struct{ text, want string }{
		{"* * * * *", "2026-03-02 08:01"},
		{"30 0 1 1,6,12 *", "2026-06-01 00:30"}, // the example of the user guide
		{"0 10 * * *", "2026-03-02 10:00"},
		{"0 8 * * MON-FRI", "2026-03-03 08:00"},
		{"*/15 9-17 * * *", "2026-03-02 09:00"},
		{"5/20 8 * * *", "2026-03-02 08:05"},
		{"0 0 * * 7", "2026-03-08 00:00"},
		{"0 0 * * sun", "2026-03-08 00:00"},
		{"0 0 13 * FRI", "2026-03-06 00:00"}, // either day is enough
		{"0 0 29 feb *", "2028-02-29 00:00"},
		{"0 0 30 2 *", ""},
	} {
		e, ok := parseCron(c.text)
		if !ok {
			t.Errorf("%s is no cron expression", c.text)
			continue
		}
		got := ""
		if at, ok := e.next(from); ok {
			got = at.Format("2006-01-02 15:04")
		}
		if got != c.want {
			t.Errorf("%s comes at %s, want %s", c.text, got, c.want)
		}
	}
	for _, text := range []string{
		"", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *",
		"* * * * 8", "5-1 * * * *", "*/0 * * * *", "a * * * *", "1, * * * *", "@daily",
	} {
		if _, ok := parseCron(text); ok {
			t.Errorf("%q is taken for a cron expression", text)
		}
	}
}
