package main

import (
	"archive/zip"
	"bytes"
	"testing"
)

func TestEqualFilesGiveEqualArchives(t *testing.T) {
	var first, second bytes.Buffer
	for _, out := range []*bytes.Buffer{&first, &second} {
		if err := Write(out, "bootstrap", []byte("a program")); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("two archives of the same file differ")
	}
}

func TestArchiveHoldsAnExecutableAtItsRoot(t *testing.T) {
	var out bytes.Buffer
	if err := Write(&out, "bootstrap", []byte("a program")); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if got := len(archive.File); got != 1 {
		t.Fatalf("archive has %d files, want 1", got)
	}
	file := archive.File[0]
	if got, want := file.Name, "bootstrap"; got != want {
		t.Errorf("name is %q, want %q", got, want)
	}
	if got := file.Mode().Perm(); got != 0o755 {
		t.Errorf("mode is %o, want 755", got)
	}
}
