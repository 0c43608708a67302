package state

import (
	"context"
	"time"

	"sashweight/shared/fleet"
)

// Bounds of what is learned of stop times.
const (
	// samplesMost is how many measurements the mean is over: later ones weigh as one of so many,
	// so that it follows an image's change of manners.
	samplesMost = 100
	// stopMost bounds one measurement: a stop timeout is two minutes at most on Fargate and
	// unbounded on EC2 (ECS developer guide, task_definition_parameters); an hour says it all.
	stopMost = time.Hour
	// digestMost bounds a digest: sha512 takes 135 characters.
	digestMost = 160
	// digestsMost bounds one look: a node holds some twenty images. Each digest has a row of its
	// own, because the same image runs in many clusters and a look wants few of all; one read each
	// is cheaper than a partition of everything ever seen.
	digestsMost = 25
)

const learnedKey = "learned"

func stopsKey(digest string) string { return "stops#" + digest }

// LearnStop records how long a container of the image took to stop.
func (s *Store) LearnStop(ctx context.Context, digest string, d time.Duration) error {
	if digest == "" || len(digest) > digestMost || d < 0 {
		return nil
	}
	pk := stopsKey(digest)
	return s.amend(ctx, pk, learnedKey, func(was item) item {
		l := learnedOf(was)
		l.Samples = min(l.Samples, samplesMost-1)
		l = l.Add(min(d, stopMost))
		it := row(pk, learnedKey)
		it["samples"] = number(int64(l.Samples))
		it["mean_ms"], it["most_ms"] = number(l.Mean.Milliseconds()), number(l.Most.Milliseconds())
		it["expires"] = seconds(s.Clock.Now().Add(learnedKept))
		return it
	})
}

func learnedOf(it item) fleet.Learned {
	return fleet.Learned{
		Samples: int(numberOf(it, "samples")),
		Mean:    time.Duration(numberOf(it, "mean_ms")) * time.Millisecond,
		Most:    time.Duration(numberOf(it, "most_ms")) * time.Millisecond,
	}
}

// StopTimes reads what was learned of the images, of the first twenty-five at most. One of which
// nothing is known is absent.
func (s *Store) StopTimes(ctx context.Context, digests []string) (
	map[string]fleet.Learned, error,
) {
	out := map[string]fleet.Learned{}
	for _, digest := range digests[:min(len(digests), digestsMost)] {
		if digest == "" || len(digest) > digestMost {
			continue
		}
		it, err := s.get(ctx, stopsKey(digest), learnedKey)
		if err != nil {
			return nil, err
		}
		if it != nil && s.lives(it) {
			out[digest] = learnedOf(it)
		}
	}
	return out, nil
}
