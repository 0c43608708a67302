package policy

import (
	"time"

	"github.com/goccy/go-yaml/ast"
)

func (r *reader) policy(body ast.Node) Policy {
	p := Default()
	if body != nil && !isEmpty(body) {
		document(&p).read(r, body, "")
	}
	p.placed()
	return p
}

const wantGroup = "want the name of an Auto Scaling group or a pattern"

// document is the table of all keys: what p may be told.
func document(p *Policy) shape {
	return mapping(
		field{key: "mode", shape: oneOf(&p.Mode, "a mode", Report, Act),
			about: "report: say what would be done. act: do it."},
		field{key: "functions", shape: functions(p),
			about: "Modes that functions have of their own."},
		field{key: "time_zone", shape: zone(&p.TimeZone),
			about: "Where time windows and dates are read: a name of the IANA database."},
		field{key: "services", shape: listOf(&p.Services, Service{Move: MoveAny}, service),
			about: "What services have of their own. The first entry that fits wins."},
		field{key: "nodes", shape: nodes(&p.Nodes), about: "Which nodes are looked after, and how."},
		field{key: "drain", shape: drain(&p.Drain),
			about: "How a node is emptied, where the order does not say otherwise."},
		field{key: "notify", shape: notify(&p.Notify), about: "Who is told."},
		field{key: "mute", shape: listOf(&p.Mute, Mute{}, mute),
			about: "Findings that need not be told for some time."},
	)
}

func functions(p *Policy) shape {
	var fields []field
	for _, name := range functionNames {
		own := p.Functions[name]
		s := oneOf(&own, "a mode", Report, Act)
		read := s.read
		s.read = func(r *reader, n ast.Node, path string) {
			if p.Functions == nil {
				p.Functions = map[string]Mode{}
			}
			read(r, n, path)
			p.Functions[name] = own
		}
		fields = append(fields, field{key: name, shape: s, about: "The mode of this function."})
	}
	return mapping(fields...)
}

func service(s *Service) shape {
	return mapping(append([]field{
		{key: "name", required: true,
			shape: pattern(&s.Name, "want the name of a service or a pattern"),
			about: "The services whose names fit; * stands for any text."},
	}, exception(s)...)...)
}

// exception has the keys of one service without its name.
func exception(s *Service) []field {
	return []field{
		{key: "mode", shape: careful(&s.Mode, "service"),
			about: "report: only say what would be done."},
		{key: "move", shape: oneOf(&s.Move, "known", MoveAny, MoveInTimeWindows, MoveNever),
			about: "May a running task be moved: at any time, only in nodes.disruption." +
				"time_windows, or never unless its node goes in any case."},
	}
}

func nodes(n *Nodes) shape {
	return mapping(
		field{key: "groups", shape: listOf(&n.Groups, Group{}, group),
			about: "The Auto Scaling groups that serve the cluster."},
		field{key: "disruption", about: "Bounds of what is moved without need.", shape: mapping(
			field{key: "max", shape: share(&n.Disruption.Max),
				about: "How many nodes may be out of order or on their way out at one time."},
			field{key: "moves_per_hour", shape: number(&n.Disruption.MovesPerHour, movesMax),
				about: "How many tasks may be moved in an hour."},
			field{key: "time_windows",
				shape: listOf(&n.Disruption.TimeWindows.Windows, Window{}, window),
				about: "When tasks of services with move: time_windows may be moved; none: never."},
		)},
		field{key: "health", about: "What becomes of impaired nodes.", shape: mapping(
			field{key: "impaired_for", shape: wait(&n.Health.ImpairedFor),
				about: "How long a node must have been impaired."},
			field{key: "replace", shape: yesNo(&n.Health.Replace),
				about: "Replace it then; false: only say so."},
		)},
		field{key: "rebalance", shape: yesNo(&n.Rebalance),
			about: "Drain Spot nodes for which EC2 recommends a rebalance."},
	)
}

func group(g *Group) shape {
	return mapping(
		field{key: "name", required: true, shape: pattern(&g.Name, wantGroup),
			about: "The Auto Scaling groups whose names fit; * stands for any text."},
		field{key: "mode", shape: careful(&g.Mode, "group"),
			about: "report: only say what would be done."},
	)
}

// careful is the mode of a part of the fleet, which can only be more careful than the function's.
func careful(kept *Mode, part string) shape {
	const want = "want report: a part of the fleet may be more careful than its function, never less"
	s := oneOf(kept, "a mode of a "+part, Report)
	return text(want, s.schema, func(text string) string {
		if text != string(Report) {
			return show(text) + " is not a mode of a " + part + ": " + want
		}
		*kept = Report
		return ""
	}, func() string { return string(*kept) })
}

func window(w *Window) shape {
	const want = `want days and times such as "Sat,Sun 02:00-05:00" or "Mon-Sun 22:00-04:00"`
	const day, clock = `(Mon|Tue|Wed|Thu|Fri|Sat|Sun)`, `([01][0-9]|2[0-3]):[0-5][0-9]`
	const days = day + `(-` + day + `)?`
	form := "^" + days + "(," + days + ")* " + clock + "-(" + clock + "|24:00)$"
	return text(want, object{"pattern": form}, func(text string) (reason string) {
		if *w, reason = parseWindow(text); reason != "" {
			return show(text) + " " + reason + ": " + want
		}
		return ""
	}, w.String)
}

func drain(d *Drain) shape {
	return mapping(
		field{key: "deadline", shape: wait(&d.Deadline), about: "How long a drain may take."},
		field{key: "at_deadline", shape: oneOf(&d.AtDeadline, "known", Return, Extend, Force),
			about: "What then becomes of a node that its group keeps: back in service, more time, " +
				"or gone with what runs on it."},
		field{key: "extend", shape: wait(&d.Extend),
			about: "How long past the deadline a drain may go on, where it may."},
		field{key: "standalone", about: "Tasks that no service started.", shape: mapping(
			field{key: "wait", shape: wait(&d.Standalone.Wait), about: "How long they are left to run."},
			field{key: "then", shape: oneOf(&d.Standalone.Then, "known", ThenStop, ThenWait),
				about: "What becomes of those that still run."},
		)},
		field{key: "protected", shape: oneOf(&d.Protected, "known", ThenWait, ThenStop),
			about: "What becomes of tasks with scale-in protection."},
	)
}

func notify(n *Notify) shape {
	return mapping(
		field{key: "page", shape: topic(&n.Page), about: "The SNS topic that wakes people."},
		field{key: "inform", shape: topic(&n.Inform), about: "The SNS topic that does not."},
	)
}

func mute(m *Mute) shape {
	return mapping(
		field{key: "finding", required: true,
			shape: pattern(&m.Finding, "want a finding's id or a pattern"),
			about: "The findings whose ids fit; * stands for any text."},
		field{key: "until", required: true, shape: until(m),
			about: "Until when: a date (to its end) or a time."},
		field{key: "why", required: true, shape: sentence(&m.Why, "want one line of text"),
			about: "For the next person who wonders."},
	)
}

func until(m *Mute) shape {
	const want = "want a date such as 2026-12-31 or a time such as 2026-12-31T08:00:00Z"
	const form = `^[0-9]{4}-[01][0-9]-[0-3][0-9]` +
		`(T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\.[0-9]+)?(Z|[+-][0-2][0-9]:[0-5][0-9]))?$`
	return text(want, object{"pattern": form}, func(text string) (reason string) {
		var err error
		m.day = true
		if m.Until, err = time.Parse(time.DateOnly, text); err != nil {
			m.day = false
			m.Until, err = time.Parse(time.RFC3339, text)
		}
		if err != nil {
			return show(text) + " is no date: " + want
		}
		return ""
	}, m.until)
}
