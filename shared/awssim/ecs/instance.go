package ecs

import (
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/host"
)

// room is what placement reads of every instance for every task. Those of a cluster lie side by
// side.
type room struct {
	i                   *instance
	cpuLeft, memoryLeft int32
	// enisLeft is how many more tasks with a network interface of their own fit.
	enisLeft  int32
	zoneNo    int32
	connected bool
}

// roomsAtOnce is how many are allocated together.
const roomsAtOnce = 64

// newRoom is the next one of the cluster.
func (c *cluster) newRoom() *room {
	if len(c.rooms) == 0 {
		c.rooms = make([]room, roomsAtOnce)
	}
	r := &c.rooms[0]
	c.rooms = c.rooms[1:]
	return r
}

// instance is a container instance.
type instance struct {
	*room
	status  string
	seq     uint64
	cluster *cluster
	id, arn string
	ec2     string
	zone    string
	agent   *host.Agent
	// external: it is no EC2 instance.
	external bool
	// provider is the capacity provider that it belongs to, nil when it belongs to none.
	provider *provider

	version     int64
	registered  time.Time
	leftAt      time.Time
	attributes  []types.Attribute
	values      map[string]string
	versions    *types.VersionInfo
	tags        []types.Tag
	cpu, memory int32

	// reserved and reservedUDP are the ports that the agent keeps, tcp and udp those that tasks hold
	// by their definition, dynamic those that the runtime chose.
	reserved, reservedUDP, tcp, udp, dynamic ports

	// live are the tasks that are not STOPPED, tasks all that are still described.
	live, tasks list[*task]
	// running counts the tasks whose desired status is RUNNING, pending those that are PENDING (ECS
	// API reference, ContainerInstance).
	running, pending int

	health instanceHealth

	out *types.ContainerInstance
}

func (i *instance) place() uint64 { return i.seq }
func (i *instance) name() string  { return i.arn }

// open reports whether tasks may be placed on the instance.
func (i *instance) open() bool { return i.status == active && i.connected }

// touch makes the instance's next output a new one.
func (i *instance) touch() {
	i.version++
	i.out = nil
	i.cluster.e.changes++
}

// changed is a change that ECS tells: of status, connection or resources.
func (i *instance) changed(why string) {
	i.touch()
	if i.limbo() {
		return
	}
	e := i.cluster.e
	e.journal("ecs instance", i.id, i.ec2, i.status, why, "v"+strconv.FormatInt(i.version, 10))
	e.publishInstance(i)
}

// reserve takes a task's needs, release gives them back.
func (i *instance) reserve(n *need) {
	i.cpuLeft -= n.cpu
	i.memoryLeft -= n.memory
	if n.eni {
		i.enisLeft--
	}
	for _, p := range n.tcp {
		i.tcp.add(p)
	}
	for _, p := range n.udp {
		i.udp.add(p)
	}
}

func (i *instance) release(n *need) {
	i.cpuLeft += n.cpu
	i.memoryLeft += n.memory
	if n.eni {
		i.enisLeft++
	}
	for _, p := range n.tcp {
		i.tcp.remove(p)
	}
	for _, p := range n.udp {
		i.udp.remove(p)
	}
}

// holds reports whether a port that the task needs is taken.
func (i *instance) holds(n *need) bool {
	for _, port := range n.tcp {
		if i.tcp.has(port) || i.reserved.has(port) || i.dynamic.has(port) {
			return true
		}
	}
	return slices.ContainsFunc(n.udp, func(port uint16) bool {
		return i.udp.has(port) || i.reservedUDP.has(port)
	})
}

// setStatus changes ACTIVE to DRAINING or back and lets the services see to it.
func (i *instance) setStatus(status string) {
	if i.status == status {
		return
	}
	i.status = status
	i.cluster.reclassify()
	i.changed("status")
	if status == active {
		i.cluster.capacityChanged()
	}
	for _, t := range i.live {
		if t.svc != nil {
			t.svc.wake()
		}
	}
}

// leave makes the instance INACTIVE; its tasks are gone before.
func (i *instance) leave() {
	c := i.cluster
	i.status, i.connected, i.agent = inactive, false, nil
	i.leftAt = c.e.env.Now()
	c.left = append(c.left, i)
	c.reclassify()
	if l := slices.DeleteFunc(c.e.byEC2[i.ec2], func(o *instance) bool { return o == i }); len(l) > 0 {
		c.e.byEC2[i.ec2] = l
	} else {
		delete(c.e.byEC2, i.ec2)
	}
	i.changed("deregistered")
}

// output is the instance as the API shows it, built once per change.
func (i *instance) output() *types.ContainerInstance {
	if i.out != nil {
		return i.out
	}
	i.out = &types.ContainerInstance{
		ContainerInstanceArn: new(i.arn), Ec2InstanceId: optional(i.ec2), Status: new(i.status),
		AgentConnected: i.connected, Version: i.version, VersionInfo: i.versions,
		RunningTasksCount: int32(i.running), PendingTasksCount: int32(i.pending),
		RegisteredAt: new(i.registered), Attributes: i.attributes,
		RegisteredResources: resources(i.cpu, i.memory, i.reserved, i.reservedUDP),
		RemainingResources: resources(i.cpuLeft, i.memoryLeft, union(i.reserved, i.tcp),
			union(i.reservedUDP, i.udp)),
		Attachments: []types.Attachment{}, Tags: append([]types.Tag{}, i.tags...),
		CapacityProviderName: i.provider.titleOf(),
	}
	return i.out
}

// union are the ports of either set.
func union(a, b ports) ports {
	if len(a) == 0 {
		return b
	}
	all := slices.Concat(a, b)
	slices.Sort(all)
	return all
}

func resources(cpu, memory int32, tcp, udp ports) []types.Resource {
	return []types.Resource{
		{Name: new("CPU"), Type: new("INTEGER"), IntegerValue: cpu},
		{Name: new("MEMORY"), Type: new("INTEGER"), IntegerValue: memory},
		{Name: new("PORTS"), Type: new("STRINGSET"), StringSetValue: tcp.texts()},
		{Name: new("PORTS_UDP"), Type: new("STRINGSET"), StringSetValue: udp.texts()},
	}
}
