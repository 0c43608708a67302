package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/alecthomas/kong"
)

// oneCmd simulates one seed in this process.
type oneCmd struct {
	Seed    uint64 `arg:""`
	Journal string `help:"Write the journal to this file."`
}

// garbage is the process's GOGC: a run is short and its heap small, so memory is traded for time.
const garbage = 400

// Run is called by kong.
func (c *oneCmd) Run(ctx context.Context, k *kong.Context) (err error) {
	debug.SetGCPercent(garbage)
	h := how{seed: c.Seed, typed: typedSeed(c.Seed)}
	if c.Journal != "" {
		f, err := os.Create(c.Journal)
		if err != nil {
			return err
		}
		w := bufio.NewWriter(f)
		h.journal = w
		defer func() { err = errors.Join(err, w.Flush(), f.Close()) }()
	}
	r, err := play(ctx, h)
	if err != nil {
		return err
	}
	if err := json.NewEncoder(k.Stdout).Encode(r); err != nil {
		return fmt.Errorf("print result of seed %d: %w", c.Seed, err)
	}
	return nil
}
