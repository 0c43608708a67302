package ssm

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"sashweight/shared/awssim/wire"
)

const (
	maxName = 2048
	// maxLevels is how deep a hierarchy may be (Systems Manager user guide, "Working with
	// parameter hierarchies").
	maxLevels = 15
	// maxNames is how many names GetParameters and DeleteParameters take.
	maxNames = 10

	badName = "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a " +
		"path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed " +
		"as a mix of letters, numbers and the following 3 symbols .-_"
	badPath = "The parameter doesn't meet the parameter name requirements. The parameter name " +
		"must begin with a forward slash \"/\". It can't be prefixed with \"aws\" or \"ssm\" " +
		"(case-insensitive). It must use only letters, numbers, or the following symbols: . " +
		"(period), - (hyphen), _ (underscore). Special characters are not allowed. All " +
		"sub-paths, if specified, must use the forward slash symbol \"/\". Valid example: " +
		"/get/parameters2-/by1./path0_."
)

func invalid(format string, args ...any) error {
	return wire.Error("ValidationException", format, args...)
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// constraints collects what a request's members violate by their form alone.
type constraints struct {
	found []string
}

func (c *constraints) add(value, member, constraint string) {
	c.found = append(c.found, fmt.Sprintf("Value '%s' at '%s' failed to satisfy constraint: %s",
		value, member, constraint))
}

// length wants a member that is not empty and not too long.
func (c *constraints) length(member, value string, most int) {
	switch {
	case value == "":
		c.add(value, member, "Member must have length greater than or equal to 1")
	case len(value) > most:
		c.add(value, member, "Member must have length less than or equal to "+strconv.Itoa(most))
	}
}

// oneOf wants a member to be one of the values. It is a function because methods have no type
// parameters.
func oneOf[E ~string](c *constraints, member string, value E, known []E) {
	if slices.Contains(known, value) {
		return
	}
	names := make([]string, len(known))
	for i, k := range known {
		names[i] = string(k)
	}
	c.add(string(value), member,
		"Member must satisfy enum value set: ["+strings.Join(names, ", ")+"]")
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

func checkNames(names []string) error {
	c := &constraints{}
	shown := "[" + strings.Join(names, ", ") + "]"
	if len(names) < 1 {
		c.add(shown, "names", "Member must have length greater than or equal to 1")
	}
	if len(names) > maxNames {
		c.add(shown, "names", "Member must have length less than or equal to 10")
	}
	return c.err()
}

// checkName checks the name of a parameter that is to be put (Systems Manager user guide,
// "Creating Parameter Store parameters").
func checkName(name string) error {
	head := strings.ToLower(strings.TrimPrefix(name, "/"))
	isPath := strings.Contains(name, "/")
	switch {
	case isPath && name[0] != '/':
		return invalid("Parameter name must be a fully qualified name.")
	case isPath && strings.HasPrefix(head, "aws"):
		return wire.Error("AccessDeniedException", "No access to reserved parameter name: %s.", name)
	case !isPath && (strings.HasPrefix(head, "aws") || strings.HasPrefix(head, "ssm")):
		return invalid(
			"Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).")
	case strings.HasPrefix(head, "ssm"), strings.ContainsFunc(name, notInName),
		strings.Contains(name, "//"), strings.HasSuffix(name, "/"):
		return invalid("%s", badName)
	case strings.Count(name, "/") > maxLevels:
		return tooDeep()
	}
	return nil
}

func tooDeep() error {
	return &types.HierarchyLevelLimitExceededException{Message: new("A hierarchy can have a " +
		"maximum of 15 levels. For more information, see Requirements and constraints for " +
		"parameter names in the AWS Systems Manager User Guide.")}
}

func notInName(r rune) bool {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
		return false
	}
	return !strings.ContainsRune("/._-", r)
}
