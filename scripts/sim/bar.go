package main

import (
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// bar shows how far a simulation is, where somebody watches.
type bar struct{ shown *progressbar.ProgressBar }

func newBar(errs io.Writer, seeds int, quiet bool) bar {
	f, ok := errs.(*os.File)
	if !ok || quiet || !term.IsTerminal(int(f.Fd())) {
		return bar{}
	}
	return bar{progressbar.NewOptions(seeds, progressbar.OptionSetWriter(errs),
		progressbar.OptionSetDescription("seeds"), progressbar.OptionShowCount(),
		progressbar.OptionSetWidth(40), progressbar.OptionClearOnFinish())}
}

func (b bar) step() {
	if b.shown != nil {
		_ = b.shown.Add(1)
	}
}

func (b bar) end() {
	if b.shown != nil {
		_ = b.shown.Clear()
	}
}
