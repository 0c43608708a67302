package events

import "fmt"

// checker collects the first thing that is wrong with a decoded value.
type checker struct {
	input
	err *ShapeError
}

// need refuses a string that is missing, null, empty, or too long to be a name.
func (c *checker) need(field, value string) {
	if c.err != nil {
		return
	}
	switch {
	case value != "":
		c.limit(field, value)
	case c.has(field):
		c.err = c.fail(field, "empty")
	default:
		c.err = c.fail(field, "missing")
	}
}

// limit refuses a string that is too long to be a name. Cutting it would make another name of it.
func (c *checker) limit(field, value string) {
	if c.err == nil && len(value) > nameBytesMax {
		c.err = c.fail(field, fmt.Sprintf("longer than %d bytes", nameBytesMax))
	}
}

// there refuses a value that is missing or null, where the zero value would mean something.
func (c *checker) there(field string) {
	if c.err == nil && !c.has(field) {
		c.err = c.fail(field, "missing")
	}
}

// atLeast refuses a number that is missing or below least.
func (c *checker) atLeast(field string, value, least int64) {
	if value == 0 {
		c.there(field)
	}
	if c.err == nil && value < least {
		c.err = c.fail(field, fmt.Sprintf("is %d, want at least %d", value, least))
	}
}

// result returns the error as an error: nil when nothing was wrong.
func (c *checker) result() error {
	if c.err == nil {
		return nil
	}
	return c.err
}
