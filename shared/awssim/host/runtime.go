package host

import (
	"slices"
	"time"
)

// runtime is the container runtime of one machine: which layers lie on its disk, from when, and for
// which images.
type runtime struct {
	layers map[string]*stored
	images map[string]*pulled
	// free is when the machine can pull the next image.
	free time.Time
	// used are the bytes of all layers on the disk. A full disk takes no more layer.
	used int64
	full bool
	// cleaned is when images were last looked at.
	cleaned time.Time
}

// stored is one layer on the disk.
type stored struct {
	ready time.Time
	size  int64
	users int // images that have it; those of the AMI never go
}

// pulled is one image on the disk.
type pulled struct {
	name   string
	layers []string
	at     time.Time
	tasks  int
	// unused is when the last task that used it stopped.
	unused time.Time
}

func newRuntime(m *Machines, x *Machine) runtime {
	r := runtime{
		layers: map[string]*stored{}, images: map[string]*pulled{}, cleaned: m.env.Now(),
	}
	for _, digest := range x.Agent.Cached {
		r.layers[digest] = &stored{ready: m.env.Now(), users: 1}
	}
	return r
}

// layersOf are an image's layers; without any it is one layer of its own.
func layersOf(name string, i *Image) []Layer {
	if len(i.Layers) > 0 {
		return i.Layers
	}
	return []Layer{{name, i.Size}}
}

// pull brings an image on the disk. It returns when the pull ends, and Docker's error if it fails.
func (a *Agent) pull(name string) (end time.Time, problem string) {
	m, r := a.machines, &a.runtime
	now := m.env.Now()
	if p := r.images[name]; p != nil {
		p.tasks++
		return r.ready(p, now), ""
	}
	i := m.image(name)
	if f := a.Machine.fit(i); f.pull != "" {
		return now, f.pull
	}
	r.clean(m.Timings.Cleanup, now)
	p := &pulled{name: name, at: now, tasks: 1}
	end = now
	for _, l := range layersOf(name, i) {
		s := r.layers[l.Digest]
		if s == nil {
			took := m.env.Lasts(m.Timings.pullTime(l.Size))
			r.free = later(r.free, now).Add(took)
			size := int64(float64(l.Size) * m.Timings.DiskRatio)
			if !a.room(size) {
				r.drop(p)
				return r.free, a.Machine.diskFull()
			}
			s = &stored{ready: r.free, size: size}
			r.layers[l.Digest] = s
			r.used += size
		}
		s.users++
		p.layers = append(p.layers, l.Digest)
		end = later(end, s.ready)
	}
	r.images[name] = p
	return end, ""
}

// ready is when all layers of an image are there.
func (r *runtime) ready(p *pulled, now time.Time) time.Time {
	end := now
	for _, digest := range p.layers {
		end = later(end, r.layers[digest].ready)
	}
	return end
}

// room reports whether the disk takes so many more bytes.
func (a *Agent) room(size int64) bool {
	most := a.Machine.Agent.Disk
	if most == 0 {
		most = a.machines.Timings.Disk
	}
	return !a.runtime.full && (most == 0 || a.runtime.used+size <= most)
}

// release notes that a task no longer uses an image.
func (r *runtime) release(name string, now time.Time) {
	if p := r.images[name]; p != nil {
		p.tasks--
		p.unused = now
	}
}

// clean does what the agent's clean-up did since it was last looked at: each cycle removes some of
// the images that no task uses, those first that were left longest ago. It runs when a pull begins,
// the only time at which its effect can be seen.
func (r *runtime) clean(c Cleanup, now time.Time) {
	if c.Interval <= 0 {
		return
	}
	for at := r.cleaned.Add(c.Interval); !at.After(now); at = at.Add(c.Interval) {
		r.cleaned = at
		r.cycle(c, at)
	}
}

func (r *runtime) cycle(c Cleanup, at time.Time) {
	var idle []*pulled
	for _, p := range r.images {
		if p.tasks == 0 && at.Sub(p.at) >= c.MinimumAge && at.Sub(p.unused) >= c.TaskWait {
			idle = append(idle, p)
		}
	}
	if len(idle) == 0 {
		return
	}
	slices.SortFunc(idle, func(a, b *pulled) int {
		if n := a.unused.Compare(b.unused); n != 0 {
			return n
		}
		if a.name < b.name {
			return -1
		}
		return 1
	})
	for _, p := range idle[:min(len(idle), c.PerCycle)] {
		r.drop(p)
	}
}

// drop removes an image, and the layers that no other has.
func (r *runtime) drop(p *pulled) {
	delete(r.images, p.name)
	for _, digest := range p.layers {
		s := r.layers[digest]
		if s.users--; s.users == 0 {
			r.used -= s.size
			delete(r.layers, digest)
		}
	}
}

func (t Timings) pullTime(size int64) time.Duration {
	s := float64(size)
	seconds := s/float64(t.DownloadRate) + s/float64(t.ExtractRate)
	return time.Duration(seconds * float64(time.Second)).Round(time.Millisecond)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
