package host

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"sync"
	"time"
)

// windowsBoot is the boot of a stock Windows image (AWS blog on EC2 Windows launches: some four
// minutes); Linux images need less than one.
var (
	windowsBoot = Duration{Median: 242 * time.Second, Least: 90 * time.Second, Spread: 0.25}
	linuxBoot   = Duration{Median: 50 * time.Second, Least: 20 * time.Second, Spread: 0.25}
)

// releases are the dates of the monthly Windows images that are public, the latest last (ECS
// developer guide, ecs-windows-ami-versions: the last three at least).
var releases = []time.Time{
	time.Date(2026, 3, 11, 18, 0, 0, 0, time.UTC), time.Date(2026, 4, 15, 18, 0, 0, 0, time.UTC),
	time.Date(2026, 5, 15, 18, 0, 0, 0, time.UTC),
}

// windows are the Windows releases with their builds.
var windows = []struct{ year, build string }{
	{"2016", "10.0.14393"}, {"2019", "10.0.17763"}, {"2022", "10.0.20348"}, {"2025", "10.0.26100"},
}

// amazonOwner owns the images of AWS here.
const amazonOwner = "801119661308"

// PublicAMIs are the images of AWS that every account sees: Windows Server 2016 to 2025 with and
// without ECS, and common Linux ones. The latest of each is named by public parameters of Systems
// Manager.
func PublicAMIs() []AMI { return slices.Clone(publicAMIs()) }

var publicAMIs = sync.OnceValue(func() []AMI {
	var out []AMI
	for n, date := range releases {
		latest := n == len(releases)-1
		for _, w := range windows {
			for _, edition := range []string{"Core", "Full"} {
				out = append(out, windowsAMIs(w.year, w.build, edition, date, latest)...)
			}
		}
	}
	return append(out, linuxAMIs()...)
})

// windowsAMIs are the image with ECS, which 2016 has as Full only, and the bare one.
func windowsAMIs(year, build, edition string, date time.Time, latest bool) []AMI {
	a := AMI{
		Owner: amazonOwner, OwnerAlias: "amazon", Build: build, Edition: edition,
		OSFamily: "WINDOWS_SERVER_" + year + "_" + upper(edition), Created: date,
		Deprecated: date.AddDate(2, 0, 0), Public: true, RootGiB: 30, Boot: windowsBoot,
	}
	var out []AMI
	base, stem := "Windows_Server-"+year+"-English-"+edition, "/aws/service/ami-windows-latest/"
	for _, ecs := range []bool{true, false} {
		name := base + "-Base"
		if ecs {
			name = base + "-ECS_Optimized"
		}
		if ecs && year == "2016" && edition == "Core" {
			continue
		}
		a.Name, a.ECS, a.Parameters = name+date.Format("-2006.01.02"), ecs, nil
		a.ID = idOf(a.Name)
		switch {
		case latest && ecs:
			a.RootGiB = 50
			a.Parameters = []string{stem + name + "/image_id"}
		case latest:
			a.Parameters = []string{stem + name}
		}
		a.Description = "Microsoft Windows Server " + year + " " + edition + " image provided by Amazon"
		out = append(out, a)
	}
	return out
}

// idOf is an image's id, the same in every account.
func idOf(name string) string {
	sum := sha256.Sum256([]byte(name))
	return "ami-" + hex.EncodeToString(sum[:])[:17]
}

func upper(edition string) string {
	if edition == "Core" {
		return "CORE"
	}
	return "FULL"
}
