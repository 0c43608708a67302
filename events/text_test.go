package events

import (
	"strings"
	"testing"
)

func TestUntrustedTextCannotForgeOutput(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"i-0a1", "i-0a1"},
		{"Größe", "Größe"},
		{"", `""`},
		{"two words", `"two words"`},
		{"a\nb", `"a\nb"`},
		{"\x1b[2J", `"\x1b[2J"`},
		{"a\u202eb", `"a\u202eb"`},
		{`say "x"`, `"say \"x\""`},
		{`back\slash`, `"back\\slash"`},
		{"cut\xff", `"cut\xff"`},
	} {
		if got := name(c.in); got != c.want {
			t.Errorf("name(%q) = %s, want %s", c.in, got, c.want)
		}
	}
	event := TerminateLifecycle{Group: "g\x1b]0;owned\a", Hook: "h\r", Instance: "i\x00"}
	const want = `instance "i\x00" of group "g\x1b]0;owned\a", hook "h\r"`
	if got := event.About(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestShownTextIsShort(t *testing.T) {
	long := strings.Repeat("x", nameBytesMax)
	event := Ignored{Meta{DetailType: long, Resources: []string{long, "b", "c", "d", "e"}}}
	about := event.About()
	if len(about) > 400 || !strings.HasSuffix(about, ", b, c, 2 more)") {
		t.Errorf("%d bytes: %s", len(about), about)
	}
}

func TestClipKeepsCharactersWhole(t *testing.T) {
	for limit := 3; limit < 12; limit++ {
		got := clip("äöüäöü", limit)
		if len(got) > limit || strings.ContainsRune(got, '\ufffd') {
			t.Errorf("clip to %d: %q", limit, got)
		}
	}
	if got := clip("short", 5); got != "short" {
		t.Errorf("got %q", got)
	}
}

func TestShortIsTheLastPartOfAnARN(t *testing.T) {
	for _, c := range []struct{ arn, want string }{
		{"arn:aws:ecs:us-east-1:111122223333:cluster/prod", "prod"},
		{"arn:aws:ecs:us-east-1:111122223333:task/prod/7a5c", "7a5c"},
		{"arn:aws:cloudwatch:us-east-1:111122223333:alarm:long-queue", "long-queue"},
		{"prod", "prod"},
		{"service:web", "service:web"},
	} {
		if got := short(c.arn); got != c.want {
			t.Errorf("short(%s) = %s, want %s", c.arn, got, c.want)
		}
	}
}
