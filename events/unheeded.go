package events

import "fmt"

// Ignored is an event of a kind that is known and that no function needs yet.
type Ignored struct{ Meta }

// About says what came and that nobody needs it.
func (e Ignored) About() string {
	return fmt.Sprintf("%s, which no function needs yet%s", quote(e.DetailType), of(e.Resources))
}

// Unknown is a well-formed event of a kind that was never heard of. It is a value, not an error:
// a rule that matches too much must not fill the dead-letter queue.
type Unknown struct{ Meta }

// About says what came and from where.
func (e Unknown) About() string {
	if e.DetailType == "" {
		return fmt.Sprintf("records of %s, a source that is not known here", quote(e.Source))
	}
	return fmt.Sprintf("%s of source %s, which is not known here%s",
		quote(e.DetailType), quote(e.Source), of(e.Resources))
}

// of shows in brackets what an event's resources are called.
func of(resources []string) string {
	if len(resources) == 0 {
		return ""
	}
	return " (" + few(resources) + ")"
}
