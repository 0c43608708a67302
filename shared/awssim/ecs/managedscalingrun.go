package ecs

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	groups "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/kernel"
)

// control is where managed scaling of one capacity provider stands.
type control struct {
	// tick is the next minute, step the next step of shrinking.
	tick, step *kernel.Timer
	// last is the datapoint of this minute, nil before the first.
	last *reading
	// low counts datapoints in a row below the target.
	low int
	// seen is since when each instance of the group is in service; launching is whether others are
	// on their way there.
	seen      map[string]time.Time
	launching bool
	// steady is whether the services were told that the provider is steady.
	steady bool
}

// equip does for the provider's group what its settings ask for, once it is associated with a
// cluster: the tag, the lifecycle hook of managed draining, and managed scaling every minute.
func (p *provider) equip() {
	if p.cluster == nil {
		return
	}
	p.cluster.capacity.attach("CREATED")
	p.tagGroup()
	p.hookGroup()
	if !p.managed() {
		p.rest()
		return
	}
	if !p.control.tick.Waiting() {
		p.control = control{seen: map[string]time.Time{}}
		p.nextMinute()
	}
}

// rest ends managed scaling.
func (p *provider) rest() {
	p.control.tick.Stop()
	p.control.step.Stop()
	p.control = control{}
}

// leave takes the provider out of its cluster.
func (p *provider) leave() {
	p.rest()
	for _, i := range p.cluster.instances {
		if i.provider == p {
			i.provider = nil
			i.touch()
		}
	}
	p.cluster = nil
	p.e.env.After(p.e.env.Lasts(settling), p.hookGroup)
}

func (p *provider) policyName() string { return "ECSManagedAutoScalingPolicy-" + p.uuid("policy") }

func (p *provider) attachmentID(kind string) string { return p.uuid(kind) }

// uuid is an id that stays the same for the same provider and kind.
func (p *provider) uuid(kind string) string {
	if p.ids == nil {
		p.ids = map[string]string{}
	}
	if p.ids[kind] == "" {
		p.ids[kind] = p.e.env.UUID("capacity-provider")
	}
	return p.ids[kind]
}

// tagGroup marks the group as ECS's (ECS developer guide, cluster-auto-scaling).
func (p *provider) tagGroup() {
	_, err := p.e.AutoScaling.CreateOrUpdateTags(context.Background(),
		&autoscaling.CreateOrUpdateTagsInput{Tags: []groups.Tag{{
			ResourceId: new(p.group), ResourceType: new("auto-scaling-group"),
			Key: new("AmazonECSManaged"), Value: new(""), PropagateAtLaunch: new(true),
		}}})
	p.note("tag", err)
}

// note writes down a call that failed: ECS tries again when its time comes.
func (p *provider) note(what string, err error) {
	if err != nil {
		p.e.env.Journal.Add("state", "ecs capacity provider", p.title, what, err.Error())
	}
}

func (p *provider) nextMinute() {
	at := p.e.env.Now().Truncate(time.Minute).Add(time.Minute)
	p.control.tick = p.e.env.At(at, p.minute)
}

// minute looks at the group and the waiting tasks. The high alarm acts on the datapoint of the
// minute before, so that a scale-out comes 60 to 120 s after its cause.
func (p *provider) minute() {
	p.nextMinute()
	g, err := p.e.findGroup(context.Background(), p.group)
	if err != nil {
		p.note("group", err)
		return
	}
	inService := p.watch(g)
	before, now := p.control.last, p.read(g, inService)
	p.control.last = &now
	p.e.env.Measure(kernel.Metric{
		Namespace: "AWS/ECS/ManagedScaling", Name: "CapacityProviderReservation",
		Dimensions: []string{"CapacityProviderName", p.title, "ClusterName", p.cluster.title},
		Value:      now.reservation(),
	})
	p.beSteady(now)
	p.unprotect(g)
	p.findDraining(g)
	if before != nil && !suspended(g) && !p.warming() {
		p.resize(g, grow(*before, sizeOf(g), *p.scaling.TargetCapacity))
	}
	p.countLow(now)
}

// suspended reports whether the group takes no orders from alarms (Auto Scaling user guide,
// as-suspend-resume-processes).
func suspended(g *groups.AutoScalingGroup) bool {
	return slices.ContainsFunc(g.SuspendedProcesses, func(s groups.SuspendedProcess) bool {
		return text(s.ProcessName) == "AlarmNotification"
	})
}

func sizeOf(g *groups.AutoScalingGroup) size {
	return size{
		least: int(*g.MinSize), desired: int(*g.DesiredCapacity), most: int(*g.MaxSize),
	}
}

// watch notes since when each instance is in service, and counts those.
func (p *provider) watch(g *groups.AutoScalingGroup) int {
	now, seen := p.e.env.Now(), p.control.seen
	n := 0
	p.control.launching = false
	for k := range g.Instances {
		i := &g.Instances[k]
		switch i.LifecycleState {
		case groups.LifecycleStatePending, groups.LifecycleStatePendingWait,
			groups.LifecycleStatePendingProceed:
			p.control.launching = true
			continue
		case groups.LifecycleStateInService:
		default:
			continue
		}
		n++
		if _, known := seen[*i.InstanceId]; !known {
			seen[*i.InstanceId] = now
		}
	}
	if len(seen) > n {
		p.forgetGone(g)
	}
	return n
}

func (p *provider) forgetGone(g *groups.AutoScalingGroup) {
	here := make(map[string]bool, len(g.Instances))
	for _, i := range g.Instances {
		if i.LifecycleState == groups.LifecycleStateInService {
			here[*i.InstanceId] = true
		}
	}
	for id := range p.control.seen {
		if !here[id] {
			delete(p.control.seen, id)
		}
	}
}

// warming reports whether an instance is being launched or within its warm-up, which holds the next
// scale-out back.
func (p *provider) warming() bool {
	if p.control.launching {
		return true
	}
	since := p.e.env.Now().Add(-time.Duration(*p.scaling.InstanceWarmupPeriod) * time.Second)
	for _, at := range p.control.seen {
		if at.After(since) {
			return true
		}
	}
	return false
}

// read works out how many instances the provider needs now, of those that run. Waiting tasks add
// to what runs; else only instances with a task that is no daemon's are needed.
func (p *provider) read(g *groups.AutoScalingGroup, inService int) reading {
	shapes := p.shapes(g)
	more := estimate(p.batches(), shapes)
	more = stepped(more, p.scaling, p.e.Scaling.ByMinimum && len(shapes) > 1)
	if more > 0 {
		return reading{needed: inService + more, running: inService}
	}
	busy := 0
	for k := range g.Instances {
		i := &g.Instances[k]
		if i.LifecycleState == groups.LifecycleStateInService && p.busy(*i.InstanceId) {
			busy++
		}
	}
	return reading{needed: busy, running: inService}
}

// busy reports whether an instance of the cluster has a task that is no daemon's.
func (p *provider) busy(ec2 string) bool {
	for _, i := range p.e.byEC2[ec2] {
		if i.cluster == p.cluster && i.busy() {
			return true
		}
	}
	return false
}

func (i *instance) busy() bool {
	for _, t := range i.live {
		if !t.daemon() {
			return true
		}
	}
	return false
}

// batches groups the provider's waiting tasks by their needs.
func (p *provider) batches() []batch {
	var out []batch
	index := map[string]int{}
	for _, t := range p.cluster.capacity.queue {
		if t.provider != p {
			continue
		}
		n, known := index[t.wait.key]
		if !known {
			n = len(out)
			index[t.wait.key] = n
			out = append(out, batch{need: t.need, distinct: t.wait.distinct})
		}
		out[n].count++
	}
	return out
}

// shapes are the instance types of the group: those that run in it, and its launch template's.
func (p *provider) shapes(g *groups.AutoScalingGroup) []shape {
	if len(p.cluster.capacity.queue) == 0 {
		return nil
	}
	var out []shape
	add := func(s shape) {
		if !slices.ContainsFunc(out, func(o shape) bool { return o.kind == s.kind }) {
			out = append(out, s)
		}
	}
	for _, i := range p.cluster.instances {
		if i.provider == p && i.status != inactive {
			add(shape{i.values["ecs.instance-type"], i.cpu, i.memory, i.reserved})
		}
	}
	for _, found := range p.launches(g) {
		// What cannot be launched now still has a size.
		if whole, err := p.e.machines.Prepare(found); err == nil {
			found = whole
		}
		if found.CPU > 0 {
			add(shape{found.InstanceType, found.CPU, found.Memory, host.ReservedPorts[:]})
		}
	}
	return out
}

// launches are what the group launches: its launch template, with the types of its overrides.
func (p *provider) launches(g *groups.AutoScalingGroup) (out []host.Template) {
	t, overrides := g.LaunchTemplate, []groups.LaunchTemplateOverrides{{}}
	if m := g.MixedInstancesPolicy; m != nil && m.LaunchTemplate != nil {
		t = m.LaunchTemplate.LaunchTemplateSpecification
		if len(m.LaunchTemplate.Overrides) > 0 {
			overrides = m.LaunchTemplate.Overrides
		}
	}
	for _, o := range overrides {
		use := t
		if o.LaunchTemplateSpecification != nil {
			use = o.LaunchTemplateSpecification
		}
		if use == nil {
			continue
		}
		found, ok := p.e.machines.FindTemplate(text(use.LaunchTemplateId), text(use.Version))
		if kind := text(o.InstanceType); kind != "" && kind != found.InstanceType {
			found.InstanceType, found.CPU, found.Memory = kind, 0, 0
		}
		if ok {
			out = append(out, found)
		}
	}
	return out
}

// resize writes the group's desired capacity. A scale-out ends what shrinks.
func (p *provider) resize(g *groups.AutoScalingGroup, desired int) {
	was := int(*g.DesiredCapacity)
	if desired == was {
		return
	}
	if desired > was {
		p.control.low = 0
		p.control.step.Stop()
	}
	_, err := p.e.AutoScaling.SetDesiredCapacity(context.Background(),
		&autoscaling.SetDesiredCapacityInput{
			AutoScalingGroupName: new(p.group), DesiredCapacity: new(int32(desired)),
			HonorCooldown: new(false),
		})
	p.note("desired "+strconv.Itoa(desired), err)
}

// countLow follows the low alarm: it rises after LowPoints datapoints below the target and falls
// with the first that is not.
func (p *provider) countLow(r reading) {
	if r.reservation() >= float64(*p.scaling.TargetCapacity) {
		p.control.low = 0
		p.control.step.Stop()
		return
	}
	p.control.low++
	if p.control.low >= p.e.Scaling.LowPoints && !p.control.step.Waiting() {
		p.control.step = p.e.env.After(p.e.Scaling.StepEvery, p.shrink)
	}
}

// shrink takes one step and, while the low alarm lasts, prepares the next.
func (p *provider) shrink() {
	p.control.step = p.e.env.After(p.e.Scaling.StepEvery, p.shrink)
	g, err := p.e.findGroup(context.Background(), p.group)
	if err != nil || suspended(g) {
		return
	}
	now := p.read(g, p.watch(g))
	p.resize(g, shrink(now, sizeOf(g), *p.scaling.TargetCapacity))
}
