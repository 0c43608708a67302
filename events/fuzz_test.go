package events

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// Whatever the bytes: no panic, an error that points into them, and text that is safe to print.
func FuzzDecode(f *testing.F) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		event, err := Decode(raw)
		if err != nil {
			var shape *ShapeError
			if event != nil || !errors.As(err, &shape) {
				t.Fatalf("got %v and %T %v, want nil and a ShapeError", event, err, err)
			}
			if shape.Offset < 0 || shape.Offset > int64(len(raw)) {
				t.Errorf("offset %d of %d bytes: %v", shape.Offset, len(raw), err)
			}
			mustBePlain(t, err.Error())
			return
		}
		mustBePlain(t, event.About())
		if _, err := event.Envelope().Time.MarshalJSON(); err != nil {
			t.Error(err)
		}
		republish(t, event)
	})
}

func mustBePlain(t *testing.T, text string) {
	t.Helper()
	odd := func(r rune) bool { return !unicode.IsPrint(r) }
	if text == "" || len(text) > 8*messageBytesMax || strings.ContainsFunc(text, odd) {
		t.Errorf("not plain: %q", text)
	}
}

// republish checks that what Decode takes as ours can be published as it is.
func republish(t *testing.T, event Event) {
	t.Helper()
	var err error
	switch e := event.(type) {
	case SweepDue:
		_, err = e.Detail()
	case DrainFinished:
		_, err = e.Detail()
	case DrainOrdered:
		_, err = e.Detail()
	case DrainsUnwanted:
		_, err = e.Detail()
	case CapacityNeeded:
		_, err = e.Detail()
	case Timers:
		for _, timer := range e.Timers {
			if _, err := timer.Body(); err != nil {
				t.Error(err)
			}
		}
		for _, m := range e.Malformed {
			mustBePlain(t, m.Err.Error())
		}
	}
	if err != nil {
		t.Error(err)
	}
}
