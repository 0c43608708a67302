package policy

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// The bounds of what a document may say.
const (
	// waitMin and waitMax bound every wait. 48 hours is the longest that a lifecycle hook holds an
	// instance (EC2 Auto Scaling user guide, lifecycle-hooks).
	waitMin, waitMax = time.Minute, 48 * time.Hour
	// movesMax and shareMax are beyond any fleet.
	movesMax, shareMax = 10_000, 1_000
)

const waitForm = `^([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?$`

var waitUnits = regexp.MustCompile(waitForm)

// wait is a length of time.
func wait(kept *time.Duration) shape {
	const want = "want a time from 1m to 48h, such as 30m or 1h30m"
	s := text(want, object{"pattern": waitForm, "minLength": 2}, func(text string) string {
		d, err := time.ParseDuration(text)
		switch {
		case err != nil || !waitUnits.MatchString(text):
			return show(text) + " is no length of time: " + want
		case d < waitMin || d > waitMax:
			return show(text) + " is out of bounds: " + want
		}
		*kept = d
		return ""
	}, func() string { return showWait(*kept) })
	asText := s.read
	s.read = func(r *reader, n ast.Node, path string) {
		if number, ok := n.(*ast.IntegerNode); ok {
			r.report(n, path, show(number.GetToken().Value)+" has no unit: "+want)
			return
		}
		asText(r, n, path)
	}
	return s
}

// showWait is a length of time as a document has it: 1h30m, not 1h30m0s; "" for none.
func showWait(d time.Duration) string {
	if d == 0 {
		return ""
	}
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// number is a whole number from 1 to most.
func number(kept *int, most int) shape {
	want := fmt.Sprintf("want a number from 1 to %d", most)
	return shape{
		want: want, schema: object{"type": "integer", "minimum": 1, "maximum": most},
		value: func() any { return *kept },
		read: func(r *reader, n ast.Node, path string) {
			if got, ok := r.whole(n, path, want); ok {
				if got < 1 || got > most {
					r.report(n, path, fmt.Sprintf("%d is out of bounds: %s", got, want))
				}
				*kept = got
			}
		},
	}
}

// whole returns a whole number in plain decimal, and false after reporting anything else.
func (r *reader) whole(n ast.Node, path, want string) (int, bool) {
	if _, ok := n.(*ast.IntegerNode); !ok {
		r.mismatch(n, path, want)
		return 0, false
	}
	text := n.GetToken().Value
	got, err := strconv.Atoi(text)
	if err != nil || strconv.Itoa(got) != text {
		r.report(n, path, show(text)+" is no plain number: "+want)
		return 0, false
	}
	return got, true
}

// yesNo is true or false.
func yesNo(kept *bool) shape {
	const want = "want true or false"
	return shape{
		want: want, schema: object{"type": "boolean"}, value: func() any { return *kept },
		read: func(r *reader, n ast.Node, path string) {
			b, ok := n.(*ast.BoolNode)
			if !ok {
				r.mismatch(n, path, want)
				return
			}
			*kept = b.Value
		},
	}
}

const shareForm = `^([1-9][0-9]?|100)%$|^1 node$|^([1-9][0-9]{0,2}|1000) nodes$`

var shareText = regexp.MustCompile(shareForm)

// share is a part of the nodes or a number of them.
func share(kept *Share) shape {
	want := fmt.Sprintf("want a share such as 10%% or a number such as 2 nodes, at most %d", shareMax)
	return shape{
		want: want,
		schema: object{"anyOf": []object{
			{"type": "string", "pattern": shareForm},
			{"type": "integer", "minimum": 1, "maximum": shareMax},
		}},
		value: func() any {
			if *kept == (Share{}) {
				return nil
			}
			return kept.String()
		},
		read: func(r *reader, n ast.Node, path string) {
			if text, ok := n.(*ast.StringNode); ok {
				if !shareText.MatchString(text.Value) {
					r.report(n, path, show(text.Value)+" is no share of the nodes: "+want)
					return
				}
				*kept = parseShare(text.Value)
			} else if got, ok := r.whole(n, path, want); ok {
				if got < 1 || got > shareMax {
					r.report(n, path, fmt.Sprintf("%d is out of bounds: %s", got, want))
				}
				*kept = Share{Nodes: got}
			}
		},
	}
}

// parseShare reads what shareForm fits.
func parseShare(text string) Share {
	digits := strings.TrimRight(text, "% nodes")
	// The form bounds the digits.
	n, _ := strconv.Atoi(digits)
	if strings.HasSuffix(text, "%") {
		return Share{Percent: n}
	}
	return Share{Nodes: n}
}
