package ecs

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/host"
)

// node launches one machine of a template and waits for it.
func (w *world) node(t host.Template) *host.Machine {
	w.t.Helper()
	t.CPU, t.Memory, t.Cluster = 8192, 16384, "prod"
	m := must(w.machines.Launch(t, "us-east-1a", ""))(w.t)
	w.kernel.Advance(time.Minute)
	return m
}

// one runs one task of an image on a machine and describes it after some time.
func (w *world) one(m *host.Machine, i host.Image, after time.Duration) types.Task {
	w.t.Helper()
	w.machines.Images["repo/app"] = i
	w.define("web")
	w.run("web", 1)
	w.kernel.Advance(after)
	return w.tasks(m)[0]
}

var (
	windows2019 = host.Platform{OS: "windows", Build: "10.0.17763.5000"}
	windows2022 = host.Platform{OS: "windows", Build: "10.0.20348.2402"}
	windows2025 = host.Platform{OS: "windows", Build: "10.0.26100"}
	linux       = host.Platform{OS: "linux"}
)

// WIN-1, WIN-2: an image of a newer build fails at the pull, one of an older build at the start,
// with Docker's texts; from Server 2022 on hosts run what is not newer and at least of 2022.
func TestImagesThatDoNotFitFailAsDockerFails(t *testing.T) {
	mismatch := "CannotStartContainerError: Error response from daemon: container "
	for _, c := range []struct {
		host, behavior string
		image          []host.Platform
		want           string
	}{
		{"10.0.20348.1", "", []host.Platform{windows2022}, ""},
		{"10.0.26100.1", "", []host.Platform{windows2022}, ""},
		{"10.0.20348.1", "", []host.Platform{windows2019}, mismatch},
		{"10.0.26100.1", "", []host.Platform{windows2019}, mismatch},
		{"10.0.17763.1", "", []host.Platform{windows2019, windows2022, linux}, ""},
		{"10.0.20348.1", "", []host.Platform{windows2019, windows2022, linux}, ""},
		{"10.0.20348.1", "", []host.Platform{windows2019, windows2025}, mismatch},
		{"10.0.17763.1", "", []host.Platform{windows2022, linux}, "CannotPullContainerError: no " +
			"matching manifest for windows/amd64 10.0.17763 in the manifest list entries"},
		{"10.0.20348.1", "always", []host.Platform{windows2025}, "CannotPullContainerError: a " +
			"Windows version 10.0.26100-based image is incompatible with a 10.0.20348 host"},
		{"10.0.20348.1", "prefer-cached", []host.Platform{windows2025}, "CannotCreateContainerError: " +
			"Error response from daemon: No such image: repo/app"},
		{"10.0.20348.1", "", []host.Platform{linux}, "CannotPullContainerError: image operating " +
			`system "linux" cannot be used on this platform`},
		{"linux", "", []host.Platform{windows2022}, "CannotPullContainerError: image operating " +
			`system "windows" cannot be used on this platform`},
		{"linux", "", []host.Platform{windows2022, windows2025}, "CannotPullContainerError: no " +
			"matching manifest for linux/amd64 in the manifest list entries"},
	} {
		w := newWorld(t)
		template := host.Template{Build: c.host}
		if c.host == "linux" {
			template = host.Template{OSFamily: "LINUX"}
		}
		template.Agent.PullBehavior = host.PullBehavior(c.behavior)
		x := w.one(w.node(template), host.Image{Platforms: c.image}, time.Minute)
		got := text(x.Containers[0].Reason)
		if !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%v on %s: reason %q, want %q", c.image, c.host, got, c.want)
		}
		if c.want == "" {
			continue
		}
		if x.StopCode != types.TaskStopCodeTaskFailedToStart || x.Containers[0].ExitCode != nil {
			t.Errorf("%v on %s: stopped with %s", c.image, c.host, x.StopCode)
		}
		if c.want == mismatch && !strings.HasSuffix(got, "The container operating system does "+
			"not match the host operating system. (0xc0370101)") {
			t.Errorf("reason %q", got)
		}
	}
}

// WIN-3: with the default pull behaviour the agent takes no notice of such a pull error, and the
// task stays PENDING until it is stopped.
func TestImageNewerThanTheHostStaysPendingWithTheDefaultPullBehaviour(t *testing.T) {
	w := newWorld(t)
	m := w.node(host.Template{Build: "10.0.20348"})
	w.one(m, host.Image{Platforms: []host.Platform{windows2025}}, 24*time.Hour)
	w.wantStates(m, "[PENDING/RUNNING:1]")
	w.stopTasks(m)
	w.wantStates(m, "[STOPPED/STOPPED:1]")
}

// WIN-4: exit codes arrive as signed 32-bit numbers; a program that ends is a crash of the task.
func TestExitCodesAreSigned(t *testing.T) {
	w := newWorld(t)
	m := w.node(host.Template{})
	x := w.one(m, host.Image{
		Runs: host.Duration{Median: time.Second}, ExitCode: -1073741819,
	}, time.Minute)
	if *x.Containers[0].ExitCode != -1073741819 || x.Containers[0].Reason != nil ||
		x.StopCode != types.TaskStopCodeEssentialContainerExited {
		t.Errorf("ended with %d, %s", *x.Containers[0].ExitCode, x.StopCode)
	}
}

// WIN-5: Linux machines end programs by signals.
func TestLinuxContainersEndBySignal(t *testing.T) {
	w := newWorld(t)
	m := w.node(host.Template{OSFamily: "LINUX"})
	w.one(m, host.Image{IgnoresStop: true}, time.Minute)
	w.stopTasks(m)
	w.kernel.Advance(time.Minute)
	if got := *w.tasks(m)[0].Containers[0].ExitCode; got != 137 {
		t.Errorf("exit code %d, want 137", got)
	}
}

// WIN-6: a layer that lies on the AMI needs no pull.
func TestCachedLayersAreNotPulled(t *testing.T) {
	layers := []host.Layer{{Digest: "servercore", Size: 1.4e9}, {Digest: "app", Size: 1.4e8}}
	for _, c := range []struct {
		cached []string
		want   time.Duration
	}{
		{nil, 125400 * time.Millisecond},                   // 15.4 s download, 110 s extract
		{[]string{"servercore"}, 11400 * time.Millisecond}, // 1.4 s and 10 s
	} {
		w := newWorld(t)
		m := w.node(host.Template{Agent: host.AgentConfig{Cached: c.cached}})
		x := w.one(m, host.Image{Layers: layers}, 10*time.Minute)
		if got := x.PullStoppedAt.Sub(*x.PullStartedAt); got != c.want {
			t.Errorf("with %v cached the pull took %s, want %s", c.cached, got, c.want)
		}
	}
}
