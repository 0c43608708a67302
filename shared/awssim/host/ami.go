package host

import (
	"strings"
	"time"

	"sashweight/shared/awssim/wire"
)

// AMI is an Amazon Machine Image as far as a launch and an agent are concerned.
type AMI struct {
	// ID is ami-…, Name its name.
	ID, Name, Description string
	// Owner is a 12-digit account id; OwnerAlias such as amazon, or empty.
	Owner, OwnerAlias string
	// OSFamily is what an agent on it reports, such as WINDOWS_SERVER_2022_CORE or LINUX.
	OSFamily string
	// Build is the Windows build, such as 10.0.20348; Edition is Core or Full. Empty on Linux.
	Build, Edition string
	// Created is when it was made; Deprecated when it becomes deprecated, zero for never.
	Created, Deprecated time.Time
	// Public: any account may launch it; Users are accounts that may otherwise.
	Public bool
	Users  []string
	// ECS marks images that bring the ECS agent.
	ECS bool
	// RootGiB is the size of the root volume.
	RootGiB int32
	// Boot is how long machines take from launch to a started agent.
	Boot Duration
	// NeverRegisters: the agent of no machine of this image starts.
	NeverRegisters bool
	// Parameters are the public parameters of Systems Manager that name it.
	Parameters []string
	// State is pending, available or deregistered; empty: available.
	State string
	// Tags are its owner's.
	Tags map[string]string
	// ARM marks images for Graviton.
	ARM bool
}

// States of an AMI (EC2 API reference, Image).
const (
	ImagePending      = "pending"
	ImageAvailable    = "available"
	ImageDeregistered = "deregistered"
)

// Windows reports whether it is a Windows image.
func (a *AMI) Windows() bool { return strings.HasPrefix(a.OSFamily, "WINDOWS") }

// Arch is EC2's name of the processor architecture.
func (a *AMI) Arch() string {
	if a.ARM {
		return "arm64"
	}
	return "x86_64"
}

// MayLaunch reports whether an account may launch the image.
func (a *AMI) MayLaunch(account string) bool {
	if a.Public || a.Owner == account {
		return true
	}
	for _, u := range a.Users {
		if u == account {
			return true
		}
	}
	return false
}

// AddAMI adds an image. One with the same id is replaced.
func (m *Machines) AddAMI(a AMI) *AMI {
	if a.State == "" {
		a.State = ImageAvailable
	}
	if old := m.amiByID[a.ID]; old != nil {
		*old = a
		return old
	}
	m.amis = append(m.amis, &a)
	m.amiByID[a.ID] = &a
	return &a
}

// AMI is the image with an id, or nil.
func (m *Machines) AMI(id string) *AMI { return m.amiByID[id] }

// AMIs are all images, also those that are deregistered, in the order in which they were added.
func (m *Machines) AMIs() []*AMI { return m.amis }

// Withdraw makes a public image private, as AWS does with old ones of its own (ECS developer
// guide, ecs-optimized_windows_AMI).
func (m *Machines) Withdraw(id string) {
	if a := m.amiByID[id]; a != nil {
		a.Public = false
		m.env.Journal.Add("state", "ec2", id, "private")
	}
}

// describe registers the image of a template that tells what is on it.
func (m *Machines) describe(t Template) {
	if t.AMI == "" || t.OSFamily == "" && t.Build == "" || m.amiByID[t.AMI] != nil ||
		strings.HasPrefix(t.AMI, resolve) {
		return
	}
	m.AddAMI(AMI{
		ID: t.AMI, Name: t.OSFamily + "-" + t.AMI, Owner: m.env.Account, OSFamily: t.OSFamily,
		Build: t.Build, Created: m.env.Now(), ECS: true, RootGiB: 50, Boot: t.Boot,
	})
}

const resolve = "resolve:ssm:"

// launchable is the image of a template, when it can be launched now; nil when the template names
// none. Errors are EC2's (EC2 API reference, errors-overview).
func (m *Machines) launchable(t Template) (*AMI, error) {
	if t.AMI == "" {
		return nil, nil
	}
	id, err := m.ResolveAMI(t.AMI)
	if err != nil {
		return nil, err
	}
	m.describe(t)
	a := m.amiByID[id]
	switch {
	case a == nil:
		return nil, wire.Error("InvalidAMIID.NotFound", "The image id '[%s]' does not exist", id)
	case a.State == ImageDeregistered || a.State == ImagePending:
		return nil, wire.Error("InvalidAMIID.Unavailable",
			"The image ID '%s' is not available", id)
	case !a.MayLaunch(m.env.Account):
		return nil, wire.Error("AuthFailure", "Not authorized for images: [%s]", id)
	}
	return a, nil
}

// ResolveAMI is the image id that a reference names now: an id, or resolve:ssm:NAME (EC2 user
// guide, using-systems-manager-parameters).
func (m *Machines) ResolveAMI(reference string) (string, error) {
	name, ok := strings.CutPrefix(reference, resolve)
	if !ok {
		return reference, nil
	}
	if m.Parameter != nil {
		if value, found := m.Parameter(name); found {
			return value, nil
		}
	}
	for _, a := range m.amis {
		for _, p := range a.Parameters {
			if p == name {
				return a.ID, nil
			}
		}
	}
	return "", wire.Error("InvalidParameterValue",
		"Parameter %s could not be found in Systems Manager.", name)
}
