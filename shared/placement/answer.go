package placement

// Verdict is what is known of a statement about a node.
type Verdict int

// The verdicts.
const (
	Unknown Verdict = iota
	No
	Yes
)

// String is the word for people.
func (v Verdict) String() string {
	switch v {
	case Yes:
		return "yes"
	case No:
		return "no"
	default:
		return "unknown"
	}
}

// Answer is a verdict and, where it is not yes, why.
type Answer struct {
	Verdict Verdict
	Why     string
}
