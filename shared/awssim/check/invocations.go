package check

import (
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"sashweight/shared/awssim"
)

// invocation is what one run of a function may know.
type invocation struct {
	began, deadline time.Time
	// asked is when it last read a parameter, by name, or everything under a path.
	asked map[string]time.Time
}

// staleMost is how old the answer of a read may be (the account's stale reads).
const staleMost = 20 * time.Second

// invocationsMost bounds how many ended invocations are remembered.
const invocationsMost = 256

// current is the invocation that runs; nil outside of any, where a test makes the calls.
func (c *Checker) current() *invocation {
	i, ok := c.account.Lambda.Current()
	if !ok {
		return nil
	}
	id := fmt.Sprintf("%s#%d", i.RequestID, i.Attempt)
	if c.invocations[id] == nil {
		c.forget()
		c.invocations[id] = &invocation{
			began: c.account.Now(), deadline: i.Deadline, asked: map[string]time.Time{},
		}
	}
	return c.invocations[id]
}

func (c *Checker) forget() {
	if len(c.invocations) < invocationsMost {
		return
	}
	for id, i := range c.invocations {
		if i.deadline.Before(c.account.Now()) {
			delete(c.invocations, id)
		}
	}
}

// known says whether the invocation that runs must know what has been so since a time: it may
// have looked when it began, and what it was told may have been stale.
func (c *Checker) known(since time.Time) bool {
	i := c.current()
	return i == nil || since.Before(i.began.Add(-staleMost))
}

// asked notes which parameters an invocation has read.
func (c *Checker) asked(m awssim.Made) {
	i := c.current()
	if i == nil {
		return
	}
	switch in := m.Call.Input.(type) {
	case *ssm.GetParameterInput:
		i.asked[aws.ToString(in.Name)] = m.At
	case *ssm.GetParametersInput:
		for _, name := range in.Names {
			i.asked[name] = m.At
		}
	case *ssm.GetParametersByPathInput:
		i.asked[strings.TrimSuffix(aws.ToString(in.Path), "/")+"/"] = m.At
	}
}

// lastAsked is when the invocation last read a parameter: at least once, when it began.
func (i *invocation) lastAsked(name string) time.Time {
	last := i.began
	for asked, at := range i.asked {
		under := strings.HasSuffix(asked, "/") && strings.HasPrefix(name, asked)
		if (asked == name || under) && at.After(last) {
			last = at
		}
	}
	return last
}

// mayHaveLooked is the earliest moment that the invocation that runs may go by.
func (c *Checker) mayHaveLooked() time.Time {
	if i := c.current(); i != nil {
		return i.began.Add(-staleMost)
	}
	return c.account.Now()
}
