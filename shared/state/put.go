package state

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"sashweight/shared/fleet"
)

// Outcome is what became of an order that was put.
type Outcome string

// The outcomes of putting an order.
const (
	// Created: the instance has this order now.
	Created Outcome = "created"
	// Joined: an open order took over what this one adds.
	Joined Outcome = "joined"
	// Known: the same order was there already, open or done.
	Known Outcome = "known"
)

// putTries is how often a put reads again what another writer has changed meanwhile. Each loss is
// another's progress.
const putTries = 8

var errContended = errors.New("row was changed by others again and again")

// Put makes an order, once: there is one for each instance. The same order again, open or done
// within the last day, changes nothing; another one joins that which is open, and takes the place
// of one that is done, unless that has settled it. It returns the instance's order as it is then.
func (s *Store) Put(ctx context.Context, o fleet.DrainOrder) (Outcome, fleet.DrainOrder, error) {
	if len(o.ID) > idMax || strings.Contains(o.ID, "\n") {
		return "", o, fmt.Errorf("put order of %s: id is not one line of %d bytes", o.Instance,
			idMax)
	}
	if err := s.Remember(ctx, o.Cluster); err != nil {
		return "", o, err
	}
	if o.Origin == fleet.OriginOrder { // its id is whoever ordered's own: it may come again for long
		if done, known, err := s.closedAs(ctx, o); err != nil || known {
			return Known, done, err
		}
	}
	before, there := fleet.DrainOrder{}, false
	for range putTries {
		outcome, now, ok, err := s.putOnto(ctx, before, there, o)
		if err != nil || ok {
			return outcome, now, err
		}
		if before, there, err = s.Order(ctx, o.Cluster, o.Instance); err != nil {
			return "", o, err
		}
	}
	return "", o, fmt.Errorf("put order %s: %w", o.ID, errContended)
}

// putOnto puts o where the instance's row was as before says, or was not there. ok is false where
// it has changed.
func (s *Store) putOnto(ctx context.Context, before fleet.DrainOrder, there bool,
	o fleet.DrainOrder,
) (outcome Outcome, now fleet.DrainOrder, ok bool, err error) {
	switch {
	case there && before.Is(o.ID):
		return Known, before, true, nil
	case there && before.Open():
		now = before.Join(o)
		ok, err = s.Advance(ctx, before, now)
		now.Rev = before.Rev + 1
		return Joined, now, ok, err
	case there && before.Settles(o):
		return Known, before, true, nil
	case there:
		if err = s.keepClosed(ctx, before); err != nil {
			return "", o, false, err
		}
	}
	o.Rev = before.Rev + 1
	ok, err = s.replace(ctx, before, there, o)
	return Created, o, ok, err
}

// replace writes the whole row of an order that is new.
func (s *Store) replace(ctx context.Context, before fleet.DrainOrder, there bool,
	o fleet.DrainOrder,
) (bool, error) {
	it, nonce := orderItem(o), s.Nonce()
	it["writer"] = text(nonce)
	condition, values := "attribute_not_exists(pk)", item(nil)
	if there {
		condition, values = asRead(before)
	}
	ok, err := s.put(ctx, it, condition, values)
	if err != nil || ok {
		return ok, err
	}
	return s.wroteOrder(ctx, o, nonce)
}
