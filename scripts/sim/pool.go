package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
)

// pair is one seed's two runs.
type pair struct {
	seed uint64
	runs [2]result
	// failed is why a run came to no result.
	failed error
}

// same says whether both runs wrote the same journal.
func (p pair) same() bool { return p.runs[0].Digest == p.runs[1].Digest }

// pool runs seeds in processes of their own, some at a time.
type pool struct {
	program string
	size    int
}

func newPool(program string, size int) *pool { return &pool{program, max(1, size)} }

// play runs every seed from first, n of them, twice each, and hands the pairs to done in the order
// in which they end, one at a time.
func (p *pool) play(ctx context.Context, first, n uint64, done func(pair)) error {
	seeds := make(chan uint64)
	pairs := make(chan pair)
	var workers sync.WaitGroup
	for range p.size {
		workers.Go(func() {
			for seed := range seeds {
				pairs <- p.pair(ctx, seed)
			}
		})
	}
	go func() {
		for seed := first; seed < first+n && ctx.Err() == nil; seed++ {
			seeds <- seed
		}
		close(seeds)
		workers.Wait()
		close(pairs)
	}()
	for pr := range pairs {
		done(pr)
	}
	return ctx.Err()
}

// pair runs one seed twice.
func (p *pool) pair(ctx context.Context, seed uint64) pair {
	pr := pair{seed: seed}
	for i := range pr.runs {
		r, err := p.run(ctx, i+1, "one", strconv.FormatUint(seed, 10))
		pr.runs[i], pr.failed = r, errors.Join(pr.failed, err)
	}
	return pr
}

// run starts this program once more with a number of processors.
func (p *pool) run(ctx context.Context, processors int, args ...string) (r result, err error) {
	cmd := exec.CommandContext(ctx, p.program, args...)
	cmd.Env = append(os.Environ(), "GOMAXPROCS="+strconv.Itoa(processors))
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return r, fmt.Errorf("run %s: %w: %s", strings.Join(args, " "), err, tail(errs.String(), 40))
	}
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		return r, fmt.Errorf("read result of %s: %w", strings.Join(args, " "), err)
	}
	return r, nil
}

// journals runs a seed twice more and returns the first line in which the journals differ.
func (p *pool) journals(ctx context.Context, seed uint64) (line int, a, b string, err error) {
	dir, err := os.MkdirTemp("", "sim")
	if err != nil {
		return 0, "", "", err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	var texts [2][]byte
	for i := range texts {
		file := filepath.Join(dir, strconv.Itoa(i))
		_, err := p.run(ctx, i+1, "one", strconv.FormatUint(seed, 10), "--journal", file)
		if err != nil {
			return 0, "", "", err
		}
		if texts[i], err = os.ReadFile(file); err != nil {
			return 0, "", "", err
		}
	}
	line, a, b = firstDifference(string(texts[0]), string(texts[1]))
	return line, a, b, nil
}

// firstDifference is the first line, counted from 1, that two texts do not share; 0 where there is
// none.
func firstDifference(x, y string) (line int, a, b string) {
	for n := 1; x != "" || y != ""; n++ {
		a, x, _ = strings.Cut(x, "\n")
		b, y, _ = strings.Cut(y, "\n")
		if a != b {
			return n, a, b
		}
	}
	return 0, "", ""
}

// tail is the last lines of a text.
func tail(text string, lines int) string {
	all := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}
