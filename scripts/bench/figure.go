package main

import (
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
)

// figure is one measured number.
type figure struct {
	name  string
	value float64
	unit  string
	// most and least are the reach; a nil one is none.
	most, least *float64
	// about says in a few words what was measured.
	about string
}

func (f figure) reached() bool {
	return (f.most == nil || f.value <= *f.most) && (f.least == nil || f.value >= *f.least)
}

func (f figure) reach() string {
	switch {
	case f.most != nil:
		return "≤ " + number(*f.most)
	case f.least != nil:
		return "≥ " + number(*f.least)
	}
	return ""
}

func (f figure) mark() string {
	switch {
	case f.reach() == "":
		return ""
	case f.reached():
		return "reached"
	}
	return "MISSED"
}

// number writes a value with four digits at most, and none that it does not need.
func number(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }

// show prints the table and the lines for machines.
func show(out io.Writer, figures []figure) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "FIGURE\tVALUE\tUNIT\tREACH\t\tWHAT")
	for _, f := range figures {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", f.name, number(f.value), f.unit, f.reach(),
			f.mark(), f.about)
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("print figures: %w", err)
	}
	for _, f := range figures {
		if _, err := fmt.Fprintf(out, "figure %s %s %s\n", f.name, number(f.value), f.unit); err != nil {
			return fmt.Errorf("print figures: %w", err)
		}
	}
	return nil
}
