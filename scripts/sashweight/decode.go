package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/alecthomas/kong"

	"sashweight/events"
)

// listenersOf names the functions that would get an event, each with the rule that matches it, such
// as "drain-nodes (rule TaskStopped)".
type listenersOf func(raw []byte) []string

// decodeCmd says what an event is, what it is about, and which function listens to it.
type decodeCmd struct {
	JSON  bool     `help:"Print one JSON object a line."`
	Files []string `arg:"" name:"file" help:"Files with one event each; - is standard input."`
}

// Run is called by kong, which needs listenersOf bound.
func (c *decodeCmd) Run(ctx *kong.Context, listeners listenersOf) error {
	return decodeFiles(ctx.Stdout, ctx.Stderr, c.Files, decodeOptions{
		JSON: c.JSON, Stdin: os.Stdin, Listeners: listeners,
	})
}

// decodeOptions is what decodeFiles needs besides the files and where to write.
type decodeOptions struct {
	JSON      bool
	Stdin     io.Reader
	Listeners listenersOf
}

// decodeFiles reports on each file in turn. A file that is no event is reported on errw, and
// counted in the error that comes at the end.
func decodeFiles(w, errw io.Writer, files []string, opts decodeOptions) error {
	show := writeDecodedText
	if opts.JSON {
		show = writeDecodedJSON
	}
	bad := 0
	for _, file := range files {
		decoded, err := decodeFile(file, opts)
		if err != nil {
			bad++
			if _, err := fmt.Fprintf(errw, "decode: %s: %v\n", plain(file), err); err != nil {
				return fmt.Errorf("report %s: %w", file, err)
			}
			continue
		}
		if err := show(w, decoded); err != nil {
			return fmt.Errorf("report %s: %w", file, err)
		}
	}
	if bad > 0 {
		return fmt.Errorf("decode: not an event: %d of %d files", bad, len(files))
	}
	return nil
}

// decoded is what there is to say about one file. It is also the line of the JSON output.
type decoded struct {
	File       string    `json:"file"`
	Type       string    `json:"type"`
	About      string    `json:"about"`
	Listeners  []string  `json:"listeners"`
	Ignored    bool      `json:"ignored"`
	ID         string    `json:"id,omitempty"`
	Source     string    `json:"source"`
	DetailType string    `json:"detail_type"`
	Account    string    `json:"account,omitempty"`
	Region     string    `json:"region,omitempty"`
	Time       time.Time `json:"time,omitzero"`
}

func decodeFile(file string, opts decodeOptions) (decoded, error) {
	raw, err := readEvent(file, opts.Stdin)
	if err != nil {
		return decoded{}, err
	}
	event, err := events.Decode(raw)
	if err != nil {
		return decoded{}, err
	}
	_, ignored := event.(events.Ignored)
	meta := event.Envelope()
	return decoded{
		File: file, Type: reflect.TypeOf(event).Name(), About: event.About(),
		Listeners: append([]string{}, opts.Listeners(raw)...), Ignored: ignored,
		ID: meta.ID, Source: meta.Source, DetailType: meta.DetailType,
		Account: meta.Account, Region: meta.Region, Time: meta.Time,
	}, nil
}

// readEvent reads one byte more than an event may have, so that Decode can tell.
func readEvent(file string, stdin io.Reader) (raw []byte, err error) {
	from := stdin
	if file != "-" {
		opened, err := os.Open(file)
		if err != nil {
			return nil, withoutPath(err)
		}
		defer func() { err = errors.Join(err, opened.Close()) }()
		from = opened
	}
	raw, err = io.ReadAll(io.LimitReader(from, events.InputBytesMax+1))
	if err != nil {
		return nil, withoutPath(err)
	}
	return raw, nil
}

// withoutPath drops the file's name, which stands before the message anyway.
func withoutPath(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return fmt.Errorf("%s: %w", path.Op, path.Err)
	}
	return err
}

func writeDecodedText(w io.Writer, d decoded) error {
	listens := strings.Join(d.Listeners, ", ")
	switch {
	case listens != "":
	case d.Ignored:
		listens = "known, ignored"
	default:
		listens = "no function listens yet"
	}
	is := d.Type
	if d.DetailType != "" {
		is = fmt.Sprintf("%s: %s from %s", d.Type, plain(d.DetailType), plain(d.Source))
	}
	_, err := fmt.Fprintf(w, "%s\n  is       %s\n  about    %s\n  listens  %s\n",
		plain(d.File), is, d.About, listens)
	return err
}

func writeDecodedJSON(w io.Writer, d decoded) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(d)
}

// plain quotes a text that could move the cursor.
func plain(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.Quote(s)
	}
	return s
}
