package functions_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"sashweight/functions"
	"sashweight/functions/simulated"
	"sashweight/shared/awssim"
	"sashweight/shared/serve"
)

func deployed(t *testing.T) *simulated.World {
	t.Helper()
	w, err := simulated.New(awssim.Options{Seed: 1})
	if err != nil {
		t.Fatalf("deploy template.yaml: %v", err)
	}
	return w
}

func TestTemplateAndListNameTheSameFunctions(t *testing.T) {
	var inTemplate, inList []string
	for _, f := range deployed(t).Lambda.Functions() {
		inTemplate = append(inTemplate, f.Name)
	}
	for _, f := range functions.All() {
		inList = append(inList, f.Name)
	}
	if !slices.Equal(inTemplate, inList) {
		t.Errorf("template.yaml has %v, functions.All has %v", inTemplate, inList)
	}
}

func TestLeasesOutliveTheTimeoutsOfTheTemplate(t *testing.T) {
	for _, f := range deployed(t).Lambda.Functions() {
		cfg, err := serve.LoadConfig(func(name string) (string, bool) {
			v, ok := f.Environment[name]
			return v, ok
		})
		if err != nil {
			t.Fatalf("environment of %s: %v", f.Name, err)
		}
		if cfg.Timeout != f.Timeout {
			t.Errorf("%s believes in a timeout of %s, the template gives %s", f.Name, cfg.Timeout,
				f.Timeout)
		}
	}
}

// A day of the demo's fleet with a bit of everything uses what a role allows, and nothing is
// allowed that no code can use.
func TestRolesAllowWhatIsUsedAndLittleMore(t *testing.T) {
	w := deployed(t)
	if err := simulated.DemoFleet(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	denied := map[string]bool{}
	w.Watch(func(m awssim.Made) {
		if m.Err != nil && strings.Contains(fmt.Sprint(m.Err), "not authorized") {
			denied[m.Call.Scope+":"+m.Call.Operation] = true
		}
	})
	w.Machines.InterruptSpot(w.Machines.All()[11].InstanceID)
	w.Advance(2 * time.Hour)
	if len(denied) > 0 {
		t.Errorf("denied to functions: %v", slices.Sorted(maps.Keys(denied)))
	}
}
