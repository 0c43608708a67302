package ecs

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/host"
)

// agentStarted registers a machine in the cluster that its user data names. While there is no
// such cluster its agent waits.
func (e *ECS) agentStarted(m *host.Machine) {
	if m.Cluster == "" || m.State != host.Running {
		return
	}
	c, err := e.cluster(&m.Cluster)
	if err != nil {
		name := clusterName(m.Cluster)
		e.homeless[name] = append(e.homeless[name], m)
		return
	}
	if i := c.registeredAs(m.InstanceID); i != nil {
		i.comeBack(e.machines.NewAgent(m))
		return
	}
	i := c.addInstance(m.InstanceID)
	i.connect(e.machines.NewAgent(m))
	version, hash, docker := i.agent.Versions()
	i.versions = &types.VersionInfo{
		AgentVersion: new(version), AgentHash: new(hash), DockerVersion: new(docker),
	}
	for _, a := range i.agent.Attributes() {
		i.setAttribute(types.Attribute{Name: new(a.Name), Value: optional(a.Value)})
	}
	i.cpu, i.memory = m.CPU, i.agent.Memory()
	for _, p := range i.agent.ReservedTCP() {
		i.reserved.add(p)
	}
	for _, p := range i.agent.ReservedUDP() {
		i.reservedUDP.add(p)
	}
	i.arrive()
}

func (c *cluster) addInstance(ec2 string) *instance {
	e := c.e
	i := &instance{
		cluster: c, id: e.env.HexID("container-instance", 32), ec2: ec2, seq: e.number(),
		status: active, registered: e.env.Now(), values: map[string]string{}, room: c.newRoom(),
	}
	i.room.i = i
	i.arn = c.arnOf("container-instance", i.id)
	c.instances.add(i)
	c.instanceByID[i.id] = i
	if ec2 != "" {
		e.byEC2[ec2] = append(e.byEC2[ec2], i)
	}
	return i
}

func (i *instance) connect(a *host.Agent) {
	i.agent, i.connected = a, true
	i.watchConnection()
	i.setHealth(&i.health.runtime, false, "") // a new agent has found it
	i.inZone(a.Machine.Zone)
	i.enisLeft = enis(a.Machine)
	for _, t := range i.live {
		if t.need.eni {
			i.enisLeft--
		}
	}
}

func (i *instance) inZone(zone string) {
	c := i.cluster
	i.zone, i.zoneNo = zone, int32(slices.Index(c.zones, zone))
	if i.zoneNo < 0 {
		i.zoneNo = int32(len(c.zones))
		c.zones = append(c.zones, zone)
	}
}

func (i *instance) setAttribute(a types.Attribute) {
	i.values[text(a.Name)] = text(a.Value)
	for k := range i.attributes {
		if text(i.attributes[k].Name) == text(a.Name) {
			i.attributes[k].Value = a.Value
			return
		}
	}
	i.attributes = append(i.attributes, types.Attribute{Name: a.Name, Value: a.Value})
}

// arrive ends a registration.
func (i *instance) arrive() {
	_, i.external = i.values[externalCapability]
	i.cluster.reclassify()
	if len(i.live) == 0 {
		i.cpuLeft, i.memoryLeft = i.cpu, i.memory
	}
	i.provider = i.cluster.providerOf(i)
	i.changed("registered")
	i.cluster.capacityChanged()
}

// machineChanged follows EC2: an ending machine takes its agent with it; once it is terminated
// its container instances are deregistered, its tasks recorded as stopped (ECS developer guide,
// deregister_container_instance).
func (e *ECS) machineChanged(m *host.Machine) {
	switch m.State {
	case host.Running:
		if m.Down {
			e.lose(m)
		}
	case host.ShuttingDown, host.Stopping:
		e.lose(m)
	case host.Terminated:
		for _, i := range slices.Clone(e.byEC2[m.InstanceID]) {
			i.stopAll(order{
				code: types.TaskStopCodeTerminationNotice, by: "ec2",
				reason: "Host EC2 (instance " + m.InstanceID + ") terminated.",
			})
			i.leave()
		}
	}
}

// lose notes that nothing runs on a machine any more: its agent is disconnected.
func (e *ECS) lose(m *host.Machine) {
	for _, i := range e.byEC2[m.InstanceID] {
		i.connected = false
		i.watchConnection()
		for _, t := range i.live {
			t.machineDied()
		}
		i.changed("agent disconnected")
	}
}

// registeredAs is the container instance that a machine registered before, or nil: its agent
// remembers it over a restart (amazon-ecs-agent README, checkpointing).
func (c *cluster) registeredAs(ec2 string) *instance {
	for _, i := range c.e.byEC2[ec2] {
		if i.cluster == c && i.status != inactive {
			return i
		}
	}
	return nil
}

// comeBack connects the agent of a restarted machine: it reports that the containers of its tasks
// have ended.
func (i *instance) comeBack(a *host.Agent) {
	i.connect(a)
	i.stopAll(order{
		code: types.TaskStopCodeEssentialContainerExited, by: "agent",
		reason: "Essential container in task exited",
	})
	i.changed("agent connected")
	i.cluster.capacityChanged()
}

// stopAll records all tasks of the instance as STOPPED at once.
func (i *instance) stopAll(o order) {
	for _, t := range slices.Clone(i.live) {
		t.mark(o)
		t.finish(nil)
	}
}

func (e *ECS) registerContainerInstance(
	_ context.Context, in *api.RegisterContainerInstanceInput,
) (*api.RegisterContainerInstanceOutput, error) {
	c, err := e.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	var document struct{ InstanceID, AvailabilityZone string }
	if in.InstanceIdentityDocument != nil {
		err = json.Unmarshal([]byte(*in.InstanceIdentityDocument), &document)
		if err != nil {
			return nil, clientError("Instance identity document is invalid.")
		}
	}
	var i *instance
	if in.ContainerInstanceArn != nil {
		if i, err = c.lookUp(*in.ContainerInstanceArn); err != nil {
			return nil, err
		}
		if i.status == inactive {
			return nil, invalid("Container instance %s is INACTIVE.", i.id)
		}
	} else {
		i = c.addInstance(document.InstanceID)
		i.inZone(document.AvailabilityZone)
		if m := e.machines.Get(document.InstanceID); m != nil && m.State == host.Running {
			i.connect(e.machines.NewAgent(m))
		}
	}
	i.versions, i.tags = in.VersionInfo, slices.Clone(in.Tags)
	i.attributes = slices.Clone(i.attributes)
	for _, a := range in.Attributes {
		i.setAttribute(a)
	}
	if len(i.live) == 0 {
		i.setTotals(in.TotalResources)
	}
	i.arrive()
	return &api.RegisterContainerInstanceOutput{ContainerInstance: i.output()}, nil
}

func (i *instance) setTotals(total []types.Resource) {
	for _, r := range total {
		switch text(r.Name) {
		case "CPU":
			i.cpu = r.IntegerValue
		case "MEMORY":
			i.memory = r.IntegerValue
		case "PORTS":
			i.reserved = nil
			for _, s := range r.StringSetValue {
				if n, err := strconv.ParseUint(s, 10, 16); err == nil {
					i.reserved.add(uint16(n))
				}
			}
		}
	}
}
