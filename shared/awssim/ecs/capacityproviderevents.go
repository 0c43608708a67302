package ecs

// beSteady tells the services of the provider when it has become steady: the metric is at its
// target and no task waits.
func (p *provider) beSteady(r reading) {
	steady := r.reservation() == 100
	if steady == p.control.steady {
		return
	}
	p.control.steady = steady
	if !steady {
		return
	}
	for _, s := range p.cluster.services {
		if s.status != active {
			continue
		}
		for _, i := range s.providers {
			if p.e.provider(text(i.CapacityProvider)) == p {
				p.e.publishAction(s, action{
					EventType: "INFO", EventName: "CAPACITY_PROVIDER_STEADY_STATE",
					CapacityProviderARNs: []string{p.arn},
				})
			}
		}
	}
}
