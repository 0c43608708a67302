package policy

import "time"

// Notify says who is told. Both are ARNs of SNS topics; empty: nobody.
type Notify struct {
	// Page is the topic that wakes people, Inform the one that does not.
	Page, Inform string
}

// Mute is one entry of mute: findings that need not be told for some time.
type Mute struct {
	// Finding is a pattern of a finding's id: each * stands for any text, also for none.
	Finding string
	// Until is when they are told again. A document's date lasts until the end of that day.
	Until time.Time
	// Why is for the next person who wonders.
	Why string

	// day says that the document has a date.
	day bool
}

// placed moves a date's end to the time zone of the document.
func (m *Mute) placed(zone *time.Location) {
	if m.day {
		y, month, d := m.Until.Date()
		m.Until = time.Date(y, month, d+1, 0, 0, 0, 0, zone)
	}
}

// Muted returns the entry that mutes a finding at a time, and false where it is to be told.
func (p Policy) Muted(finding string, at time.Time) (Mute, bool) {
	for _, m := range p.Mute {
		if at.Before(m.Until) && match(m.Finding, finding) {
			return m, true
		}
	}
	return Mute{}, false
}

// until is when the entry ends, as a document has it; "" where it is not set.
func (m *Mute) until() string {
	switch {
	case m.Until.IsZero():
		return ""
	case m.day:
		return m.Until.AddDate(0, 0, -1).Format(time.DateOnly)
	}
	return m.Until.Format(time.RFC3339)
}
