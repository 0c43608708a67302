package host

import "time"

// Stop tells the containers to stop: a shutdown event to each, a kill when its time-out has
// passed. A dead agent hears nothing, one that is not connected hears it later.
func (w *Work) Stop() {
	if w.agent.dead {
		return
	}
	w.agent.hear(w.stop)
}

func (w *Work) stop() {
	if w.asked {
		return
	}
	w.asked = true
	w.timer.Stop()
	m := w.agent.machines
	w.timer = m.env.After(m.env.Lasts(m.Timings.Poll), func() {
		if !w.running {
			w.exit()
			return
		}
		w.shutDown()
		w.agent.say(func() { w.reporter.Stopping(w) })
	})
}

// shutDown stops what still runs. A wedged runtime does not: the agent waits for it, in the end in
// vain.
func (w *Work) shutDown() {
	a, m := w.agent, w.agent.machines
	if a.wedged {
		a.stuck = append(a.stuck, func() {
			if w.running {
				w.timer.Stop()
				w.shutDown()
			}
		})
		w.timer = m.env.After(m.Timings.GiveUp, func() {
			for n := range w.containers {
				if !w.ended(n) {
					w.conclude(n, Result{Ended: true, Reason: timedOut("stopped",
						w.limit(n)+stopBuffer)})
				}
			}
			w.exit()
		})
		return
	}
	takes, results := w.stopTimes()
	w.timer = m.env.After(m.env.Lasts(takes), func() {
		if a.wedged {
			w.shutDown()
			return
		}
		w.results = results
		w.exit()
	})
}

// stopBuffer is what the agent waits for docker stop beyond the container's time-out
// (amazon-ecs-agent, dockerapi).
const stopBuffer = 2 * time.Minute

// limit is a container's stop time-out.
func (w *Work) limit(n int) time.Duration {
	if t := w.containers[n].StopTimeout; t != 0 {
		return t
	}
	return w.agent.machines.Timings.StopTimeout
}

// stopTimes draws how long the containers take to stop, and how each ends. One that waited for
// others at the start ends before they are told (ECS developer guide,
// task_definition_parameters, dependsOn).
func (w *Work) stopTimes() (takes time.Duration, results []Result) {
	m, x := w.agent.machines, w.agent.Machine
	own := make([]time.Duration, len(w.containers))
	results = make([]Result, len(w.containers))
	for n, i := range w.images {
		if w.ended(n) {
			results[n] = w.results[n]
			continue
		}
		d := m.Draw("stop", i.Stop)
		results[n] = Result{Ended: true, Ran: true, Code: x.stopCode()}
		if limit := w.limit(n); d > limit || i.IgnoresStop {
			d, results[n].Code = limit+m.Draw("kill", i.Kill), x.killCode()
		}
		own[n] = d
	}
	for n := range own {
		takes = max(takes, w.stopTime(n, own, len(own)))
	}
	return takes, results
}

// stopTime is when a container has stopped: after those that depend on it.
func (w *Work) stopTime(n int, own []time.Duration, depth int) time.Duration {
	var wait time.Duration
	if depth > 0 {
		for k := range w.containers {
			for _, d := range w.containers[k].After {
				if d.Container == n {
					wait = max(wait, w.stopTime(k, own, depth-1))
				}
			}
		}
	}
	return wait + own[n]
}
