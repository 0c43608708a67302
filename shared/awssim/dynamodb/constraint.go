package dynamodb

import (
	"fmt"
	"slices"
	"strings"
)

// constraints collects what a request's members violate by their form alone, as the front door of
// the AWS services words it.
type constraints struct {
	found []string
}

func (c *constraints) add(value, member, constraint string) {
	c.found = append(c.found, fmt.Sprintf("Value '%s' at '%s' failed to satisfy constraint: %s",
		value, member, constraint))
}

// oneOf wants a member that is given to be one of the values. It is a function because methods
// have no type parameters.
func oneOf[E ~string](c *constraints, member string, value E, known []E) {
	if value == "" || slices.Contains(known, value) {
		return
	}
	names := make([]string, len(known))
	for i, k := range known {
		names[i] = string(k)
	}
	c.add(string(value), member,
		"Member must satisfy enum value set: ["+strings.Join(names, ", ")+"]")
}

// table checks a table's name where a table is used: a name or an ARN.
func (c *constraints) table(name *string) {
	switch {
	case name == nil:
		c.found = append(c.found, "Value null at 'tableName' failed to satisfy constraint: "+
			"Member must not be null")
	case *name == "":
		c.add(*name, "tableName", "Member must have length greater than or equal to 1")
	case len(*name) > 1024:
		c.add(*name, "tableName", "Member must have length less than or equal to 1024")
	case !strings.HasPrefix(*name, "arn:") && strings.ContainsFunc(*name, notTableName):
		c.add(*name, "tableName",
			"Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+")
	}
}

func notTableName(r rune) bool {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
		return false
	}
	return r != '_' && r != '.' && r != '-'
}

func (c *constraints) err() error {
	switch n := len(c.found); n {
	case 0:
		return nil
	case 1:
		return invalid("1 validation error detected: %s", c.found[0])
	default:
		return invalid("%d validation errors detected: %s", n, strings.Join(c.found, "; "))
	}
}
