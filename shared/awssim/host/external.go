package host

// AddExternal adds a machine outside of EC2 that Systems Manager manages, with an id mi-… (ECS
// developer guide, ecs-anywhere). It runs from now on, its agent after the template's boot time;
// EC2 knows nothing of it, so that nobody is told of its states.
func (m *Machines) AddExternal(t Template) *Machine {
	t.AMI, t.InstanceType, t.Spot = "", "", false
	x := &Machine{
		Template: t, InstanceID: "mi-" + m.env.HexID("external", 17), State: Running,
		Launched: m.env.Now(), External: true,
	}
	m.byID[x.InstanceID] = x
	m.all = append(m.all, x)
	m.env.Journal.Add("state", "external", x.InstanceID, "running")
	m.env.After(m.env.Lasts(m.Draw("boot", t.Boot)), func() { m.agentReady(x) })
	return x
}
