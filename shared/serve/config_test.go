package serve

import (
	"strings"
	"testing"
	"time"
)

func lookupIn(env map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		value, ok := env[name]
		return value, ok
	}
}

func TestConfigReadsItsVariables(t *testing.T) {
	got, err := LoadConfig(lookupIn(map[string]string{envTable: "state", envTimeout: "90"}))
	if err != nil {
		t.Fatal(err)
	}
	if want := (Config{Table: "state", Timeout: 90 * time.Second}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestConfigKnowsTheTemplatesTimeout(t *testing.T) {
	got, err := LoadConfig(lookupIn(map[string]string{envTable: "state"}))
	if err != nil {
		t.Fatal(err)
	}
	if want := time.Minute; got.Timeout != want {
		t.Errorf("timeout is %s, want %s", got.Timeout, want)
	}
}

func TestConfigReportsEveryProblemAtOnce(t *testing.T) {
	for _, timeout := range []string{"", "0", "901", "-1", "1m", "1.5", "99999999999999999999"} {
		got, err := LoadConfig(lookupIn(map[string]string{envTimeout: timeout}))
		if err == nil {
			t.Fatalf("timeout %q: no error", timeout)
		}
		for _, name := range []string{envTable, envTimeout} {
			if !strings.Contains(err.Error(), name) {
				t.Errorf("timeout %q: error %q does not name %s", timeout, err, name)
			}
		}
		if want := (Config{}); got != want {
			t.Errorf("timeout %q: got %+v beside the error", timeout, got)
		}
	}
}
