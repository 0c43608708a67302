package host

import (
	"testing"
	"time"
)

// heard is a reporter that counts.
type heard struct{ started, exited int }

func (h *heard) Started(*Work)          { h.started++ }
func (h *heard) Changed(*Work)          {}
func (h *heard) Unhealthy(*Work)        {}
func (h *heard) Stopping(*Work)         {}
func (h *heard) Exited(*Work)           { h.exited++ }
func (h *heard) ContainerID(int) string { return "id" }

// WIN-19: an image stays while a task holds it, three hours longer, and goes with the
// next clean-up.
func TestUnusedImagesAreCleanedUp(t *testing.T) {
	y := newYard()
	m := y.launch(Template{Agent: AgentConfig{Cached: []string{"base"}}})
	y.env.Advance(time.Minute)
	y.Images["a"] = Image{Layers: []Layer{{"base", 1e9}, {"a", 1e9}}}
	y.Images["b"] = Image{Size: 1}
	a := y.NewAgent(m)
	run := func(image string) *Work {
		w := a.Run([]Container{{Image: image, Essential: true}}, &heard{})
		y.env.Advance(10 * time.Minute)
		return w
	}
	first := run("a")
	y.env.Advance(24 * time.Hour)
	first.Stop()
	y.env.Advance(2 * time.Hour)
	run("b")
	if a.runtime.images["a"] == nil {
		t.Fatal("the image went while its stopped task was still kept")
	}
	delete(y.Images, "b")
	y.env.Advance(2 * time.Hour)
	run("c")
	if a.runtime.images["a"] != nil || a.runtime.images["b"] == nil {
		t.Errorf("images left: %v", a.runtime.images)
	}
	if a.runtime.layers["base"] == nil || a.runtime.layers["a"] != nil {
		t.Errorf("layers left: %v", a.runtime.layers)
	}
	again := run("a")
	if took := again.PullStopped.Sub(again.PullStarted); took < time.Minute {
		t.Errorf("the image was pulled again in %s", took)
	}
}

// WIN-20: an agent that flaps ends connected.
func TestFlappingAgentEndsConnected(t *testing.T) {
	y := newYard()
	m := y.launch(Template{})
	y.env.Advance(time.Minute)
	y.NewAgent(m)
	var changes []bool
	y.OnConnection(func(_ *Machine, connected bool) { changes = append(changes, connected) })
	y.Flap(m.InstanceID, 3, 10*time.Second, 20*time.Second)
	y.env.Advance(time.Hour)
	if len(changes) != 6 || changes[0] || !changes[5] {
		t.Errorf("connection changed to %v", changes)
	}
}
