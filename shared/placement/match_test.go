package placement

import (
	"testing"
	"time"

	"sashweight/shared/fleet"
)

// sample is a node with one task of service production.
func sample() fleet.Node {
	return fleet.Node{
		Instance: "i-0abc", Status: fleet.NodeActive, Connected: true, AgentVersion: "1.92.0",
		Running: 1, Registered: time.Date(2026, 6, 18, 22, 28, 28, 5e8, time.UTC),
		Attributes: map[string]string{
			fleet.AttributeOSType: "windows", fleet.AttributeOSFamily: "WINDOWS_SERVER_2022_CORE",
			fleet.AttributeType: "m5.xlarge", fleet.AttributeZone: "eu-central-1a",
			"team": "blue sky", "rank": "9", "flag": "", "path/to.it": `C:\app`,
		},
	}
}

var sampleGroups = []string{"service:production"}

// answers asks each statement of the sample.
func answers(t *testing.T, want map[string]Verdict) {
	t.Helper()
	for statement, verdict := range want {
		e, err := Parse(statement)
		if err != nil {
			t.Errorf("%s: %v", statement, err)
			continue
		}
		got := Match(e, sample(), sampleGroups)
		if got.Verdict != verdict {
			t.Errorf("%s is %s (%s), want %s", statement, got.Verdict, got.Why, verdict)
		}
		if (got.Why == "") != (got.Verdict == Yes) {
			t.Errorf("%s is %s, because %q", statement, got.Verdict, got.Why)
		}
	}
}

func TestEverySubjectTakesItsOperators(t *testing.T) {
	answers(t, map[string]Verdict{
		"agentConnected == true":               Yes,
		"agentConnected not_in [true]":         No,
		"agentConnected =~ t.*":                Yes,
		"agentVersion > 1.9.0":                 Yes,
		"agentVersion less_than_equal 1.92":    Yes,
		"agentVersion < 1.92.0":                No,
		"agentVersion not_equals 1.92.0":       No,
		"ec2InstanceId in ['i-0abc', 'i-1']":   Yes,
		"ec2InstanceId !~ i-0.*":               No,
		"runningTasksCount == 1":               Yes,
		"runningTasksCount greater_than 1":     No,
		"runningTasksCount >= 1":               Yes,
		"task:group == service:production":     Yes,
		"task:group != service:production":     No,
		"task:group in [a, 'service:b']":       No,
		"task:group =~ service:.*":             Yes,
		"not(task:group == database)":          Yes,
		"attribute:ecs.os-type == windows":     Yes,
		"attribute:ecs.os-type equals linux":   No,
		"attribute:team == 'blue sky'":         Yes,
		`attribute:team == "blue sky"`:         Yes,
		"attribute:flag exists":                Yes,
		"attribute:none !exists":               Yes,
		"attribute:none not_exists":            Yes,
		"attribute:path/to.it == 'C:\\app'":    Yes,
		"attribute:ecs.os-type==windows":       Yes,
		"attribute:ecs.os-type !in[linux,bsd]": Yes,
	})
}

func TestWordsOfTheLanguageMayBeValues(t *testing.T) {
	answers(t, map[string]Verdict{
		"attribute:ecs.os-type in [in, matches, windows]":     Yes,
		"attribute:ecs.os-type == exists":                     No,
		"attribute:ecs.os-type != or and attribute:rank == 9": Yes,
		"attribute:ecs.os-type matches matches":               No,
	})
}

func TestCompoundsBindAsUsual(t *testing.T) {
	answers(t, map[string]Verdict{
		"attribute:rank == 9 or attribute:rank == 8 and attribute:rank == 7":   Yes,
		"(attribute:rank == 9 or attribute:rank == 8) and attribute:rank == 7": No,
		"attribute:rank == 8||attribute:rank == 9&&!attribute:none exists":     Yes,
		"not not attribute:rank == 9":                                          Yes,
		"!(attribute:rank == 9 and attribute:flag exists)":                     No,
		"((attribute:rank == 9))":                                              Yes,
		"\n attribute:rank == 9\n\tand attribute:flag exists ":                 Yes,
	})
}

func TestWhatECSDoesNotDocumentIsUnknown(t *testing.T) {
	answers(t, map[string]Verdict{
		"attribute:none == x":                         No,
		"attribute:none != x":                         Unknown,
		"attribute:none !in [x]":                      Unknown,
		"attribute:none !~ x":                         Unknown,
		"attribute:none >= 5":                         Unknown,
		"not(attribute:none == x)":                    Yes,
		"attribute:flag =~ .*":                        Unknown,
		"attribute:flag == x":                         No,
		"attribute:rank < 10":                         Unknown, // as a number, not as a text
		"attribute:rank > 8":                          Yes,
		"attribute:rank <= 9":                         Yes,
		"registeredAt > 2026-06-18":                   Unknown, // within that day
		"registeredAt >= 2026-06-18":                  Yes,
		"registeredAt < 2026-06-18":                   No,
		"registeredAt > 2026-06-17":                   Yes,
		"registeredAt == 2026-06-18T22:28:28Z":        Unknown,
		"registeredAt < 2026-06-18T22:28:29":          Yes,
		"registeredAt < 2026-06-18T23:28:29+01:00":    Yes,
		"attribute:none != x and attribute:rank == 8": No,
		"attribute:none != x or attribute:rank == 9":  Yes,
		"attribute:none != x and attribute:rank == 9": Unknown,
		"not(attribute:none != x)":                    Unknown,
	})
}

func TestWhatWasNotReadIsUnknown(t *testing.T) {
	node := sample()
	node.AgentVersion, node.Registered, node.Instance = "", time.Time{}, "mi-0abc"
	for _, statement := range []string{
		"agentVersion > 1.0.0", "registeredAt > 2020-01-01", "ec2InstanceId != i-1",
		"task:group == a", "not(task:group == a)",
	} {
		e, err := Parse(statement)
		if got := Match(e, node, nil); err != nil || got.Verdict != Unknown {
			t.Errorf("%s is %s (%v)", statement, got.Verdict, err)
		}
	}
	node.Running = 0
	e, err := Parse("task:group != a")
	if got := Match(e, node, nil); err != nil || got.Verdict != Yes {
		t.Errorf("an empty node is %s for a group (%v)", got.Verdict, err)
	}
	if got := Match(Expression{}, node, nil); got.Verdict != Unknown {
		t.Errorf("no statement is %s", got.Verdict)
	}
}
