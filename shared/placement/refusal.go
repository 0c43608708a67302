package placement

// Kind is what a node lacks.
type Kind string

// Kinds of refusals.
const (
	NotActive   Kind = "status"
	NotHeard    Kind = "agent"
	Ailing      Kind = "health"
	WrongLaunch Kind = "launch-type"
	NoProvider  Kind = "capacity-provider"
	NoFamily    Kind = "os-family"
	NoAttribute Kind = "attribute"
	NotMember   Kind = "member-of"
	NotDistinct Kind = "distinct-instance"
	NoCPU       Kind = "cpu"
	NoMemory    Kind = "memory"
	NoPort      Kind = "port"
	NoInterface Kind = "network-interface"
)

// Refusal is one reason why a node does not take a task.
type Refusal struct {
	Kind Kind
	// Unknown says that the node may take it all the same: what would tell is not known. It counts
	// as a refusal.
	Unknown bool
	// What is for people.
	What string
	// Need and Free are figures of kinds that have some: units of CPU, MiB, ports, interfaces.
	Need, Free int
}
