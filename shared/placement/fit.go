package placement

// Fits says why the node cannot take the task, all reasons; nil when it can.
func Fits(w Waiting, s Space) []Refusal {
	return []Refusal{{Kind: NotMember, Unknown: true, What: "fitting is not built yet"}}
}
