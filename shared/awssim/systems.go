package awssim

import (
	"strings"

	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/ssm"
)

// wireSystems lets Systems Manager know AWS's own images by their public parameters, and the
// machines whose agents report to it.
func (a *Account) wireSystems() {
	for _, i := range host.PublicAMIs() {
		for _, name := range i.Parameters {
			a.SSM.SetPublic(name, i.ID, "aws:ec2:image")
			if parent, ok := strings.CutSuffix(name, "/image_id"); ok {
				a.describeImage(parent, i)
			}
		}
	}
	a.SSM.Instances, a.Machines.Parameter = a.managed, a.SSM.Value
}

// describeImage sets what stands beside the id of an image with ECS: the same in JSON, and each
// member by itself (ECS developer guide, retrieve-ecs-optimized_AMI and
// retrieve-ecs-optimized_windows_AMI).
func (a *Account) describeImage(parent string, i host.AMI) {
	members := []struct{ name, value string }{
		{"image_name", i.Name}, {"ecs_runtime_version", "Docker version 25.0.14"},
		{"ecs_agent_version", "1.103.0"},
	}
	text := `{"image_id":"` + i.ID + `"`
	for _, m := range members {
		a.SSM.SetPublic(parent+"/"+m.name, m.value, "text")
		text += `,"` + m.name + `":"` + m.value + `"`
	}
	a.SSM.SetPublic(parent, text+"}", "text")
}

// managed lists the machines that Systems Manager knows. Windows and ECS images bring its agent
// (Systems Manager user guide, ami-preinstalled-agent).
func (a *Account) managed() []ssm.Managed {
	var out []ssm.Managed
	for _, x := range a.Machines.All() {
		seen, ok := a.Machines.Answered(x)
		if !ok {
			continue
		}
		m := ssm.Managed{ID: x.InstanceID, Computer: computerOf(x), Seen: seen, Windows: x.Windows()}
		m.OS, m.Version = "Amazon Linux", "2023"
		if m.Windows {
			m.OS, m.Version = windowsName(x.OSFamily), x.Build
		}
		out = append(out, m)
	}
	return out
}

// windowsName is such as "Microsoft Windows Server 2022 Datacenter" for WINDOWS_SERVER_2022_CORE.
func windowsName(family string) string {
	parts := strings.Split(family, "_")
	if len(parts) < 4 {
		return "Microsoft Windows Server"
	}
	return "Microsoft Windows Server " + parts[2] + " Datacenter"
}

// computerOf is a machine's host name: on Windows EC2AMAZ- and seven characters (EC2 user guide,
// ec2launch-v2-settings), on Linux from its address.
func computerOf(x *host.Machine) string {
	if x.Windows() {
		end := strings.ToUpper(x.InstanceID)
		return "EC2AMAZ-" + end[len(end)-7:]
	}
	return "ip-" + strings.ReplaceAll(x.Address, ".", "-")
}
