package ecs

import (
	"cmp"
	"encoding/base64"
	"slices"
	"strconv"
	"time"
)

// row is something that lists show, in the order of its creation.
type row interface {
	place() uint64
	name() string
}

// list is rows in the order of creation.
type list[T row] []T

func (l list[T]) find(n uint64) (int, bool) {
	return slices.BinarySearchFunc(l, n, func(r T, n uint64) int {
		return cmp.Compare(r.place(), n)
	})
}

func (l *list[T]) add(r T) {
	if n := len(*l); n == 0 || (*l)[n-1].place() < r.place() {
		*l = append(*l, r)
		return
	}
	if i, found := l.find(r.place()); !found {
		*l = slices.Insert(*l, i, r)
	}
}

func (l *list[T]) remove(r T) {
	if i, found := l.find(r.place()); found {
		*l = slices.Delete(*l, i, i+1)
	}
}

// paging is the caller's wish for one page.
type paging struct {
	size  *int32
	token *string
	// usual is the page size when none is asked for.
	usual int
}

// pageMax is the most that any list of ECS gives at once (ECS API reference).
const pageMax = 100

func (p paging) parse() (size int, after uint64, err error) {
	size = p.usual
	if p.size != nil {
		size = int(*p.size)
	}
	if size < 1 || size > pageMax {
		return 0, 0, invalid("maxResults must be between 1 and %d.", pageMax)
	}
	if p.token == nil {
		return size, 0, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(*p.token)
	if err == nil {
		after, err = strconv.ParseUint(string(b), 10, 64)
	}
	if err != nil {
		return 0, 0, invalid("Invalid token.")
	}
	return size, after, nil
}

// page returns the names of one page of the rows that are kept, and the token of the next page.
func page[T row](rows list[T], p paging, keep func(T) bool) ([]string, *string, error) {
	kept, next, err := pageOf(rows, p, keep)
	if err != nil {
		return nil, nil, err
	}
	names := make([]string, len(kept))
	for i, r := range kept {
		names[i] = r.name()
	}
	return names, next, nil
}

// pageOf returns the rows of a page.
func pageOf[T row](rows list[T], p paging, keep func(T) bool) ([]T, *string, error) {
	size, after, err := p.parse()
	if err != nil {
		return nil, nil, err
	}
	i, found := rows.find(after)
	if found {
		i++
	}
	out := make([]T, 0, min(size, len(rows)-i))
	for _, r := range rows[i:] {
		if !keep(r) {
			continue
		}
		if len(out) == size {
			last := out[size-1].place()
			token := base64.RawURLEncoding.EncodeToString(strconv.AppendUint(nil, last, 10))
			return out, &token, nil
		}
		out = append(out, r)
	}
	return out, nil, nil
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// moment is a time as an output shows it; the zero time is absent.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
