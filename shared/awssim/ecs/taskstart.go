package ecs

import "github.com/aws/aws-sdk-go-v2/service/ecs/types"

// launch says what task to start.
type launch struct {
	def              *definition
	svc              *service
	dep              *deployment
	group, startedBy string
	overrides        *types.TaskOverride
	// need is the definition's own where it is nil.
	network *network
	need    *need
	tags    []types.Tag
	execute bool
	token   string
	// asked is the request that has the token.
	asked    string
	provider *provider
}

// start places a task on an instance, which must have room.
func (i *instance) start(l launch) *task {
	t := i.add(l, l.first())
	i.run(t)
	return t
}

// add makes a task of the instance.
func (i *instance) add(l launch, state string) *task {
	c := i.cluster
	t := &task{
		cluster: c, id: c.e.env.HexID("task", 32), seq: c.e.number(), def: l.def, inst: i,
		svc: l.svc, dep: l.dep, group: l.group, startedBy: l.startedBy, overrides: l.overrides,
		token: l.token, last: state, desired: running, containers: pending, provider: l.provider,
		created: c.e.env.Now(), version: 1,
	}
	t.arn = c.arnOf("task", t.id)
	t.need, t.tags, t.execute, t.network = l.need, l.tags, l.execute, l.network
	if t.need == nil {
		t.need = &t.def.need
	}
	if t.svc != nil {
		t.tags, t.execute = t.svc.serviceTags(t.def), t.svc.execute
		t.network = t.svc.network
	}
	c.tasks.add(t)
	c.taskByID[t.id] = t
	i.live.add(t)
	i.tasks.add(t)
	if t.svc != nil {
		t.svc.live.add(t)
		t.svc.tasks.add(t)
	}
	t.tally(1)
	return t
}

// run gives a task of the instance what it needs and hands it to the agent.
func (i *instance) run(t *task) {
	i.reserve(t.need)
	if t.need.eni {
		t.eni = t.newInterface()
	}
	t.tell()
	i.changed("placed")
	t.provider.placed(i)
	if t.need.eni {
		t.attach()
		return
	}
	t.work = i.agent.Run(t.def.containers, t)
}

// first is the state in which a task begins on its instance.
func (l launch) first() string {
	if l.def.need.eni {
		return provisioning
	}
	return pending
}
