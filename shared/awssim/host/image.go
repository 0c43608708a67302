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

// Exit codes of Linux containers: 128 and the signal (Docker documentation, docker run).
const (
	ExitTerm int32 = 128 + 15
	ExitKill int32 = 128 + 9
)

// Layer is one layer of an image.
type Layer struct {
	// Digest names it; a machine pulls a layer once.
	Digest string
	// Size is the compressed size in bytes.
	Size int64
}

// Image is how a container image behaves; it is seeded as a Go value.
type Image struct {
	// Size is the compressed size in bytes; it counts when there are no Layers.
	Size int64
	// Layers are what the image is made of; those in AgentConfig.Cached need no pull.
	Layers []Layer
	// Platforms are what the image is built for: none fits every machine, one is a plain image,
	// several are a manifest list.
	Platforms []Platform
	// Start is how long a container takes from created to running, Stop from the shutdown event to
	// its exit.
	Start, Stop Duration
	// IgnoresStop: the program never answers the shutdown event. Kill is how long the runtime takes
	// to kill what did not stop in time; meanwhile the task is STOPPING.
	IgnoresStop bool
	Kill        Duration
	// Runs is how long the program runs before it ends by itself; the zero value: for ever. A short
	// one with an ExitCode is a crash loop.
	Runs Duration
	// ExitCode is what it returns when it ends by itself, as the agent reports it.
	ExitCode int32
	// SickAfter is when its health checks begin to fail, counted from its start; the zero value:
	// never. NeverHealthy: they never pass.
	SickAfter    Duration
	NeverHealthy bool
}

// Timings are how long a machine takes for its container work, and how much it keeps.
type Timings struct {
	// Poll is how long a word of ECS takes to its agent.
	Poll time.Duration
	// StopTimeout is ECS_CONTAINER_STOP_TIMEOUT, for containers that name none; CreateTimeout and
	// StartTimeout are ECS_CONTAINER_CREATE_TIMEOUT and ECS_CONTAINER_START_TIMEOUT.
	StopTimeout, CreateTimeout, StartTimeout time.Duration
	// GiveUp is when an agent no longer waits for a runtime that does not stop a container.
	GiveUp time.Duration
	// DownloadRate and ExtractRate are bytes of a compressed image per second. A machine pulls one
	// image at a time.
	DownloadRate, ExtractRate int64
	// Disk is the room for images in bytes; zero: no end. DiskRatio is how many bytes a compressed
	// one takes there.
	Disk      int64
	DiskRatio float64
	// Cleanup is how agents remove images.
	Cleanup Cleanup
	// Image is every image that has no entry of its own.
	Image Image
}

// Cleanup is how an agent removes images that no task uses any more (ECS developer guide,
// automated_image_cleanup).
type Cleanup struct {
	// Interval is ECS_IMAGE_CLEANUP_INTERVAL, MinimumAge ECS_IMAGE_MINIMUM_CLEANUP_AGE, PerCycle
	// ECS_NUM_IMAGES_DELETE_PER_CYCLE.
	Interval, MinimumAge time.Duration
	PerCycle             int
	// TaskWait is ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION: so long a stopped task holds its images.
	TaskWait time.Duration
}

// DefaultTimings are rounded from public measurements of Windows Server hosts: servercore layers
// extract at about 14 MB/s on one core, a container starts from cached layers in 10 to 30 s. The
// time-outs and the clean-up are the agent's defaults on Windows (amazon-ecs-agent README). How
// long a program takes to stop is an assumption.
func DefaultTimings() Timings {
	return Timings{
		Poll:          time.Second,
		StopTimeout:   30 * time.Second,
		CreateTimeout: 4 * time.Minute,
		StartTimeout:  8 * time.Minute,
		GiveUp:        72 * time.Hour,
		DownloadRate:  100e6,
		ExtractRate:   14e6,
		DiskRatio:     2,
		Cleanup: Cleanup{
			Interval: 30 * time.Minute, MinimumAge: time.Hour, PerCycle: 5, TaskWait: 3 * time.Hour,
		},
		Image: Image{
			Size:  3e9,
			Start: Duration{Median: 18 * time.Second, Least: 5 * time.Second, Spread: 0.3},
			Stop:  Duration{Median: 6 * time.Second, Least: time.Second, Spread: 0.5},
		},
	}
}

func (m *Machines) image(name string) *Image {
	if i, ok := m.Images[name]; ok {
		own := i // allocated only where an image has its own behaviour
		return &own
	}
	return &m.Timings.Image
}

// stopCode is how a program ends that was told to stop, killCode one that was killed.
func (x *Machine) stopCode() int32 {
	if x.Windows() {
		return ExitControlC
	}
	return ExitTerm
}

func (x *Machine) killCode() int32 {
	if x.Windows() {
		return ExitAborted
	}
	return ExitKill
}
