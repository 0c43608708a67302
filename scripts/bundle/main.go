// Command bundle zips one built function as Lambda wants it: an executable file at the archive's
// root. Equal files give equal archives, so that a deployment package can be compared by its hash.
//
//	bundle OUT.zip FILE
package main

import (
	"archive/zip"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

func run(args []string) (err error) {
	if len(args) != 2 {
		return errors.New("want OUT.zip and FILE")
	}
	program, err := os.ReadFile(args[1])
	if err != nil {
		return fmt.Errorf("read program: %w", err)
	}
	out, err := os.Create(args[0])
	if err != nil {
		return fmt.Errorf("create archive: %w", err)
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	return Write(out, filepath.Base(args[1]), program)
}

// Write makes an archive of one executable file. Its date is always the oldest that the format
// knows, because a build has none of its own.
func Write(out io.Writer, name string, program []byte) error {
	archive := zip.NewWriter(out)
	// Lambda loads the archive at each cold start, so a smaller one is worth a slower build.
	archive.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestCompression)
	})
	header := &zip.FileHeader{
		Name:     name,
		Method:   zip.Deflate,
		Modified: time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC),
	}
	header.SetMode(0o755)
	file, err := archive.CreateHeader(header)
	if err != nil {
		return fmt.Errorf("add %s: %w", name, err)
	}
	if _, err := file.Write(program); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("close archive: %w", err)
	}
	return nil
}
