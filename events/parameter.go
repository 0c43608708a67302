package events

import "fmt"

// ParameterChange says that a parameter of Parameter Store was made, changed or deleted, or that
// its labels were (Systems Manager user guide, reference-eventbridge-events). Delivery is best
// effort, and the event has no value: read the parameter.
type ParameterChange struct {
	Meta `json:"-"`
	// Name is the parameter's, such as /sashweight/pause.
	Name string `json:"name"`
	// Operation is Create, Update, Delete or LabelParameterVersion.
	Operation string `json:"operation"`
	// Type is String, StringList or SecureString; it may be empty.
	Type string `json:"type"`
}

func (e *ParameterChange) check(c *checker) {
	c.need("name", e.Name)
	c.need("operation", e.Operation)
	c.limit("type", e.Type)
}

// About names the parameter and what was done.
func (e ParameterChange) About() string {
	return fmt.Sprintf("%s of parameter %s", name(e.Operation), name(e.Name))
}
