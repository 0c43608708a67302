package placement

import "fmt"

// Kind is what a node lacks.
type Kind string

// Kinds of refusals, in the order in which Fits has them.
const (
	NoDefinition Kind = "task-definition"
	NotActive    Kind = "status"
	NotHeard     Kind = "agent"
	Ailing       Kind = "health"
	WrongLaunch  Kind = "launch-type"
	NoProvider   Kind = "capacity-provider"
	NoFamily     Kind = "os-family"
	NoAttribute  Kind = "attribute"
	NotMember    Kind = "member-of"
	NotDistinct  Kind = "distinct-instance"
	NoCPU        Kind = "cpu"
	NoMemory     Kind = "memory"
	NoPort       Kind = "port"
	NoInterface  Kind = "network-interface"
)

// units of the figures of the kinds that have some.
var units = map[Kind]string{NoCPU: " units", NoMemory: " MiB"}

// Refusal is one reason why a node does not take a task.
type Refusal struct {
	Kind Kind
	// Unknown says that the node may take it all the same: what would tell is not known. It counts
	// as a refusal.
	Unknown bool
	// What is for people, without figures: nodes that lack the same have the same text.
	What string
	// Need and Free are the figures of cpu (units of 1024 a vCPU), memory (MiB), and of ports and
	// network interfaces where their number is the limit; Need is 0 elsewhere.
	Need, Free int
}

// String is the reason with its figures.
func (r Refusal) String() string { return r.text("free") }

func (r Refusal) text(free string) string {
	if r.Need == 0 {
		return r.What
	}
	return fmt.Sprintf("%s (need %d%s, %s %d)", r.What, r.Need, units[r.Kind], free, r.Free)
}

// resource says that the refusal is about something that other tasks take.
func (r Refusal) resource() bool {
	switch r.Kind {
	case NoCPU, NoMemory, NoPort, NoInterface:
		return true
	default:
		return false
	}
}

// refusals are collected.
type refusals []Refusal

func (r *refusals) no(kind Kind, what string) { *r = append(*r, Refusal{Kind: kind, What: what}) }

func (r *refusals) unknown(kind Kind, what string) {
	*r = append(*r, Refusal{Kind: kind, Unknown: true, What: what})
}

// shortages are the texts of the refusals with figures.
var shortages = map[Kind]string{
	NoCPU: "not enough CPU", NoMemory: "not enough memory", NoPort: "not enough host ports",
	NoInterface: "no network interface left",
}

// scarce is a refusal with figures.
func (r *refusals) scarce(kind Kind, need, free int) {
	*r = append(*r, Refusal{Kind: kind, What: shortages[kind], Need: need, Free: max(free, 0)})
}
