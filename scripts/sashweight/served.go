package main

import (
	"context"
	"hash/fnv"
	"net/http"
	"regexp"
	"sync"
	"time"

	"sashweight/functions/simulated"
	"sashweight/shared/awssim"
	"sashweight/shared/awssim/wire"
	"sashweight/shared/clock"
)

// served is what is behind the port: a world for each Region, on one clock. The lock is held by
// whoever touches any of them: a kernel knows only one goroutine.
type served struct {
	cmd   *serveCmd
	clock clock.Clock

	lock sync.Mutex
	// world is the Region that the command line names; others are those that calls were signed for
	// since.
	world  *simulated.World
	others map[string]*simulated.World
	began  time.Time // when world's time was from, by the wall clock
	from   time.Time
}

// step is how often virtual time follows the wall clock while no call comes.
const step = 20 * time.Millisecond

// fleetAge is how long before the present a served world with the demo's fleet begins: by then
// everything runs.
const fleetAge = 40 * time.Minute

// reset makes all Regions anew.
func (s *served) reset(ctx context.Context) error {
	now := s.clock.Now()
	o := s.options()
	o.Start = now.Truncate(time.Second)
	var w *simulated.World
	var err error
	if s.cmd.Empty {
		w = &simulated.World{Account: awssim.New(o)}
	} else {
		o.Start = o.Start.Add(-fleetAge)
		if w, err = simulated.New(o); err != nil {
			return err
		}
		if err := simulated.DemoFleet(ctx, w); err != nil {
			return err
		}
	}
	w.Server.Lock = &s.lock
	s.world, s.others = w, map[string]*simulated.World{}
	s.began, s.from = now, w.Now()
	return nil
}

func (s *served) options() awssim.Options {
	return awssim.Options{
		Seed: s.cmd.Seed, ID: s.cmd.Account, Region: s.cmd.Region, Instant: s.cmd.Instant,
	}
}

// regionName is the form of a Region's name, such as us-gov-west-1.
var regionName = regexp.MustCompile(`^[a-z]{2}(-[a-z]{2,12}){1,2}-[0-9]{1,2}$`)

// in is the world of a Region. One that nobody has called yet begins empty, at the present; what is
// signed for no Region belongs to the one of the command line. The lock must be held.
func (s *served) in(region string) *simulated.World {
	if region == s.world.Region || !regionName.MatchString(region) {
		return s.world
	}
	if w, ok := s.others[region]; ok {
		return w
	}
	o := s.options()
	h := fnv.New64a()
	_, _ = h.Write([]byte(region))
	o.Seed, o.Region, o.Start = o.Seed^h.Sum64(), region, s.world.Now() // no id is there twice
	w := &simulated.World{Account: awssim.New(o)}
	w.Server.Lock = &s.lock
	s.others[region] = w
	return w
}

// catchUp moves all Regions to the present. The lock must be held.
func (s *served) catchUp() {
	passed := s.clock.Now().Sub(s.began)
	s.world.AdvanceTo(s.from.Add(time.Duration(float64(passed) * s.cmd.Speed)))
	for _, w := range s.others {
		w.AdvanceTo(s.world.Now())
	}
}

// run lets time pass until the context ends, and then closes the server.
func (s *served) run(ctx context.Context, server *http.Server) {
	for s.clock.Sleep(ctx, step) == nil {
		s.lock.Lock()
		s.catchUp()
		s.lock.Unlock()
	}
	_ = server.Close() // in-flight calls of a simulated account lose nothing
}

// ServeHTTP answers AWS's protocols, and Sashweight's own calls below /_sashweight/.
func (s *served) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method + " " + r.URL.Path {
	case "POST /_sashweight/reset":
		s.lock.Lock()
		err := s.reset(r.Context())
		s.lock.Unlock()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	default:
		s.lock.Lock()
		s.catchUp()
		server, now := s.in(wire.RegionOf(r.Header)).Server, s.world.Now()
		s.lock.Unlock()
		w.Header().Set("Date", now.UTC().Format(http.TimeFormat)) // the account's clock, as AWS's is
		server.ServeHTTP(w, r)
	}
}
