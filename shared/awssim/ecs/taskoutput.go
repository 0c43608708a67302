package ecs

import (
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// output is the task as the API shows it, built once per change.
func (t *task) output() *types.Task {
	if t.out == nil {
		out := t.build()
		t.out = &out
	}
	return t.out
}

// shown is a copy of the output with the task's tags.
func (t *task) shown() types.Task { return *t.output() }

func (t *task) build() types.Task {
	connectivity := types.ConnectivityConnected
	if !t.inst.connected {
		connectivity = types.ConnectivityDisconnected
	}
	return types.Task{
		TaskArn: new(t.arn), ClusterArn: new(t.cluster.arn), TaskDefinitionArn: new(t.def.arn),
		ContainerInstanceArn: optional(t.inst.arn), AvailabilityZone: optional(t.inst.zone),
		Group: new(t.group), StartedBy: optional(t.startedBy), LaunchType: launchType(t.inst.external),
		LastStatus: new(t.last), DesiredStatus: new(t.desired), Version: t.version,
		Connectivity: connectivity, ConnectivityAt: moment(t.created),
		CreatedAt: moment(t.created), PullStartedAt: moment(t.pullStarted),
		PullStoppedAt: moment(t.pullStopped), StartedAt: moment(t.started),
		StoppingAt: moment(t.stoppingAt), StoppedAt: moment(t.stopped),
		ExecutionStoppedAt: moment(t.ended),
		StopCode:           t.stop.code, StoppedReason: optional(t.stop.reason),
		Cpu:                  new(strconv.Itoa(int(t.need.cpu))),
		Memory:               new(strconv.Itoa(int(t.need.memory))),
		CapacityProviderName: t.provider.titleOf(),
		HealthStatus:         t.healthStatus(), Containers: t.containerOutputs(),
		Overrides: t.overrides, Attachments: t.attachments(),
		Tags:                 append([]types.Tag{}, t.tags...),
		EnableExecuteCommand: t.execute,
		Attributes: []types.Attribute{{
			Name: new("ecs.cpu-architecture"), Value: new("x86_64"),
		}},
	}
}

func (t *task) healthStatus() types.HealthStatus {
	if t.def.checked && t.unhealthy && t.last == running {
		return types.HealthStatusUnhealthy
	}
	if t.def.checked && t.passed && t.last == running {
		return types.HealthStatusHealthy
	}
	return types.HealthStatusUnknown
}

func (t *task) containerOutputs() []types.Container {
	definitions := t.def.output.ContainerDefinitions
	out := make([]types.Container, len(definitions))
	ports := t.hostPorts
	for n := range definitions {
		d := &definitions[n]
		c := types.Container{
			ContainerArn: new(t.containerARN(n)), TaskArn: new(t.arn), Name: d.Name, Image: d.Image,
			LastStatus: new(t.containers), HealthStatus: types.HealthStatusUnknown,
			Cpu: new(strconv.Itoa(int(d.Cpu))), Memory: decimal(d.Memory),
			MemoryReservation: decimal(d.MemoryReservation),
			NetworkInterfaces: t.interfaces(),
		}
		if d.HealthCheck != nil {
			c.HealthStatus = t.healthStatus()
		}
		if !t.started.IsZero() {
			c.RuntimeId = new(t.containerID(n))
		}
		if n < len(t.results) {
			showResult(&c, t.results[n])
		}
		c.NetworkBindings, ports = bindings(d.PortMappings, ports)
		out[n] = c
	}
	return out
}

// bindings are the port mappings with their host ports, once those are known; rest are the host
// ports of the next containers.
func bindings(m []types.PortMapping, ports []uint16) (out []types.NetworkBinding, rest []uint16) {
	out = []types.NetworkBinding{}
	if len(ports) < len(m) {
		return out, nil
	}
	for n, p := range m {
		protocol := p.Protocol
		if protocol == "" {
			protocol = types.TransportProtocolTcp
		}
		out = append(out, types.NetworkBinding{
			BindIP: new("0.0.0.0"), ContainerPort: p.ContainerPort,
			HostPort: new(int32(ports[n])), Protocol: protocol,
		})
	}
	return out, ports[len(m):]
}

func decimal(n *int32) *string {
	if n == nil {
		return nil
	}
	return new(strconv.Itoa(int(*n)))
}

// containerARN and containerID are made from the task's own id, so that they cost no counter.
func (t *task) containerARN(n int) string {
	d := t.id
	return t.cluster.arnOf("container", d+"/"+d[24:32]+"-"+d[20:24]+"-"+d[16:20]+"-"+d[12:16]+
		"-"+d[:11]+strconv.FormatInt(int64(n), 16))
}

func (t *task) containerID(n int) string {
	return t.id + t.id[16:32] + t.id[:15] + strconv.FormatInt(int64(n), 16)
}
