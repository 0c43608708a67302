package host

import (
	"fmt"
	"strconv"
	"strings"
)

// Platform is what one image of a manifest list is built for.
type Platform struct {
	// OS is windows or linux.
	OS string
	// Build is the Windows build, such as 10.0.20348 or 10.0.20348.2402; its revision is ignored.
	Build string
}

// ltsc2022 is the first build whose hosts run images of another build in process isolation: from
// that build up to their own (Windows container version compatibility).
const ltsc2022 = 20348

// fit is what keeps an image from running on a machine: a pull that fails, or a start.
type fit struct {
	// pull and start are Docker's errors, empty where there is none.
	pull, start string
	// ignored: an agent with the default pull behaviour goes on and waits for ever
	// (amazon-ecs-agent issue 2466).
	ignored bool
}

// fit checks an image against the machine. Docker refuses to pull an image of a newer build than
// the host's; an older one is pulled and fails when it is started.
func (x *Machine) fit(i *Image) fit {
	switch len(i.Platforms) {
	case 0:
		return fit{}
	case 1:
		p := i.Platforms[0]
		if x.os() != p.OS {
			return fit{pull: fmt.Sprintf("image operating system %q cannot be used on this platform",
				p.OS)}
		}
		if x.Windows() && number(p.Build) > number(x.Build) && x.Build != "" {
			return fit{ignored: true, pull: fmt.Sprintf(
				"a Windows version %s-based image is incompatible with a %s host",
				p.Build, release(x.Build))}
		}
		return x.isolated(p)
	}
	best, found := x.choose(i.Platforms)
	if !found {
		return fit{pull: x.noManifest()}
	}
	return x.isolated(best)
}

// choose is the entry of a manifest list that Docker takes: the newest that is not newer than the
// host.
func (x *Machine) choose(all []Platform) (best Platform, found bool) {
	for _, p := range all {
		if p.OS != x.os() || x.Build != "" && number(p.Build) > number(x.Build) {
			continue
		}
		if !found || number(p.Build) > number(best.Build) {
			best, found = p, true
		}
	}
	return best, found
}

// isolated reports whether the kernel runs an image in process isolation: before Server 2022 the
// builds must be the same.
func (x *Machine) isolated(p Platform) fit {
	host, image := number(x.Build), number(p.Build)
	if !x.Windows() || host == 0 || image == host || image >= ltsc2022 && image <= host {
		return fit{}
	}
	return fit{start: "container %s encountered an error during hcs::System::Start: failure in a " +
		"Windows system call: The container operating system does not match the host operating " +
		"system. (0xc0370101)"}
}

func (x *Machine) noManifest() string {
	if x.Windows() {
		return "no matching manifest for windows/amd64 " + release(x.Build) +
			" in the manifest list entries"
	}
	return "no matching manifest for linux/amd64 in the manifest list entries"
}

func (x *Machine) os() string {
	if x.Windows() {
		return "windows"
	}
	return "linux"
}

// number is the third part of a build such as 10.0.20348.2402; 0 when there is none.
func number(build string) int {
	parts := strings.Split(build, ".")
	if len(parts) < 3 {
		return 0
	}
	n, err := strconv.Atoi(parts[2])
	if err != nil {
		return 0
	}
	return n
}

// release is a build without its revision.
func release(build string) string {
	parts := strings.Split(build, ".")
	return strings.Join(parts[:min(3, len(parts))], ".")
}
