package host

import "time"

// Exit codes of Windows containers, as the agent reports them: it turns the unsigned 32-bit status
// into an int32, so that large ones arrive negative.
const (
	// ExitControlC is 0xC000013A, the normal end of a console program at a shutdown event.
	ExitControlC int32 = -1073741510
	// ExitAborted is ERROR_PROCESS_ABORTED: the runtime killed what did not stop in time.
	ExitAborted int32 = 1067
)

// Image is how a container image behaves; it is seeded as a Go value.
type Image struct {
	// Size is the compressed size in bytes.
	Size int64
	// Start is how long a container takes from created to running, Stop from the shutdown event to
	// its exit.
	Start, Stop Duration
	// Runs is how long the program runs before it ends by itself; the zero value: for ever.
	Runs Duration
	// ExitCode is what it returns when it ends by itself.
	ExitCode int32
}

// Timings are how long a Windows machine takes for its container work.
type Timings struct {
	// Poll is how long a word of ECS takes to its agent.
	Poll time.Duration
	// StopTimeout is ECS_CONTAINER_STOP_TIMEOUT, for containers that name none.
	StopTimeout time.Duration
	// DownloadRate and ExtractRate are bytes of a compressed image per second. A machine pulls one
	// image at a time.
	DownloadRate, ExtractRate int64
	// Image is every image that has no entry of its own.
	Image Image
}

// DefaultTimings are rounded from public measurements of Windows Server hosts: servercore layers
// extract at about 14 MB/s on one core, a container starts from cached layers in 10 to 30 s. The
// stop time-out is the agent's default (amazon-ecs-agent README). How long a program takes to
// stop is an assumption.
func DefaultTimings() Timings {
	return Timings{
		Poll:         time.Second,
		StopTimeout:  30 * time.Second,
		DownloadRate: 100e6,
		ExtractRate:  14e6,
		Image: Image{
			Size:  3e9,
			Start: Duration{Median: 18 * time.Second, Least: 5 * time.Second, Spread: 0.3},
			Stop:  Duration{Median: 6 * time.Second, Least: time.Second, Spread: 0.5},
		},
	}
}

// runtime is the container runtime of one machine: which images lie on its disk, and from when.
type runtime struct {
	ready map[string]time.Time
	free  time.Time
}

// pull says when all images are on the disk, and brings those that are missing, one by one.
func (r *runtime) pull(m *Machines, images []string) time.Time {
	now := m.env.Now()
	end := now
	for _, name := range images {
		at, known := r.ready[name]
		if !known {
			size := m.image(name).Size
			at = later(r.free, now).Add(m.Timings.pullTime(size))
			r.free, r.ready[name] = at, at
		}
		end = later(end, at)
	}
	return end
}

func (t Timings) pullTime(size int64) time.Duration {
	s := float64(size)
	seconds := s/float64(t.DownloadRate) + s/float64(t.ExtractRate)
	return time.Duration(seconds * float64(time.Second)).Round(time.Millisecond)
}

func (m *Machines) image(name string) Image {
	if i, ok := m.Images[name]; ok {
		return i
	}
	return m.Timings.Image
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
