package state

import (
	"context"
	"time"
)

// An incident ends after that long without its cause; and is kept a while for people.
const (
	incidentClean = 15 * time.Minute
	incidentKept  = 7 * 24 * time.Hour
	// incidentSeen is how often a cause that goes on is written down.
	incidentSeen = time.Minute
)

const incidentPrefix = "incident#"

// Incident is everything that one cause does to one cluster, shared by all functions.
type Incident struct {
	// ID is such as prod/impaired/2026-11-02T08:00Z.
	ID, Cause string
	// Since is when it was first seen, Seen when last, Ended when it had been clean for long
	// enough; zero while it goes on.
	Since, Seen, Ended time.Time
	// Told is when people were told that it began; zero where the teller has not come to it yet, or
	// died before.
	Told time.Time
}

// Change is what one look did to an incident.
type Change string

// The changes of an incident. Exactly one caller learns that it began, and one that it ended.
const (
	IncidentBegun  Change = "begun"
	IncidentGoesOn Change = "goes on"
	IncidentEnded  Change = "ended"
	IncidentNone   Change = "none"
)

// Incident says whether a look saw the cause, and learns what that changes. While an incident goes
// on, seen or not, what it holds is held.
func (s *Store) Incident(
	ctx context.Context, cluster, cause string, seen bool, now time.Time,
) (change Change, i Incident, err error) {
	pk, sk := clusterKey(cluster), incidentPrefix+cause
	err = s.amend(ctx, pk, sk, func(was item) item {
		before := incidentOf(was)
		if change, i = before.after(cluster, cause, seen, now); i == before {
			return nil
		}
		return incidentItem(pk, sk, i)
	})
	return change, i, err
}

// after is the incident after a look.
func (i Incident) after(cluster, cause string, seen bool, now time.Time) (Change, Incident) {
	goesOn := i.ID != "" && i.Ended.IsZero()
	now = now.Truncate(time.Millisecond).UTC() // as a row keeps it
	switch {
	case seen && !goesOn:
		id := cluster + "/" + cause + "/" + now.Format("2006-01-02T15:04Z")
		return IncidentBegun, Incident{ID: id, Cause: cause, Since: now, Seen: now}
	case !goesOn:
		return IncidentNone, i
	case seen:
		if now.Sub(i.Seen) >= incidentSeen {
			i.Seen = now
		}
	case now.Sub(i.Seen) >= incidentClean:
		i.Ended = now
		return IncidentEnded, i
	}
	return IncidentGoesOn, i
}

// TellIncident records that people were told of the incident's beginning.
func (s *Store) TellIncident(ctx context.Context, cluster string, i Incident) error {
	pk, sk := clusterKey(cluster), incidentPrefix+i.Cause
	return s.amend(ctx, pk, sk, func(was item) item {
		before := incidentOf(was)
		if before.ID != i.ID || !before.Told.IsZero() {
			return nil
		}
		before.Told = s.Clock.Now()
		return incidentItem(pk, sk, before)
	})
}

func incidentItem(pk, sk string, i Incident) item {
	it := row(pk, sk)
	it["incident"], it["cause"] = text(i.ID), text(i.Cause)
	putMoments(it, map[string]time.Time{
		"since": i.Since, "seen": i.Seen, "ended": i.Ended, "told": i.Told,
	})
	if !i.Ended.IsZero() {
		it["expires"] = seconds(i.Ended.Add(incidentKept))
	}
	return it
}

func incidentOf(it item) Incident {
	return Incident{
		ID: textOf(it, "incident"), Cause: textOf(it, "cause"), Since: momentOf(it, "since"),
		Seen: momentOf(it, "seen"), Ended: momentOf(it, "ended"), Told: momentOf(it, "told"),
	}
}
