package serve

import (
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Names of the environment variables that template.yaml sets.
const (
	envTable   = "SASHWEIGHT_TABLE"
	envTimeout = "SASHWEIGHT_TIMEOUT_SECONDS"
	envTimers  = "SASHWEIGHT_TIMERS"
)

const (
	// timeoutDefault is the timeout that template.yaml gives to functions that do not say
	// otherwise.
	timeoutDefault = time.Minute
	// timeoutMax is Lambda's longest (Lambda developer guide, gettingstarted-limits).
	timeoutMax = 15 * time.Minute
)

// Config is what a function is told by its environment.
type Config struct {
	// Table is the name of the DynamoDB table with all state.
	Table string
	// Timers is the URL of the function's own queue; empty for a function that has none.
	Timers string
	// Timeout is the function's own timeout: a lease must outlive its holder.
	Timeout time.Duration
}

// LoadConfig reads the configuration through lookup, which is os.LookupEnv in Lambda. The error
// joins every problem there is, so that one deployment mends them all.
func LoadConfig(lookup func(string) (string, bool)) (Config, error) {
	c := Config{Timeout: timeoutDefault}
	var problems []error
	if c.Table, _ = lookup(envTable); c.Table == "" {
		problems = append(problems, fmt.Errorf("read %s: not set", envTable))
	}
	c.Timers, _ = lookup(envTimers)
	if value, ok := lookup(envTimeout); ok {
		timeout, err := parseTimeout(value)
		if err != nil {
			problems = append(problems, fmt.Errorf("read %s: %w", envTimeout, err))
		}
		c.Timeout = timeout
	}
	if len(problems) > 0 {
		return Config{}, errors.Join(problems...)
	}
	return c, nil
}

func parseTimeout(value string) (time.Duration, error) {
	seconds, err := strconv.Atoi(value)
	most := int(timeoutMax / time.Second)
	if err != nil || seconds < 1 || seconds > most {
		return 0, fmt.Errorf("%q is not a whole number of seconds from 1 to %d", value, most)
	}
	return time.Duration(seconds) * time.Second, nil
}
