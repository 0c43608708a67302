package ssm

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"sashweight/shared/fleet"
)

// PauseParameter names the brake of one cluster, or with "" that of all of them.
func PauseParameter(cluster string) string {
	if cluster == "" {
		return rootPath + "/pause"
	}
	return DocumentParameter(cluster) + "/pause"
}

// Brake is one pause that is set.
type Brake struct {
	// Cluster is a name; empty for the brake of all clusters.
	Cluster string
	// Value is what the parameter says; Pause what that means: a value that is neither of the two
	// stops what is voluntary.
	Value string
	Pause fleet.Pause
	// Since is when it was written.
	Since time.Time
	// Broken says what is wrong with the value.
	Broken error
}

// brakeOf reads a brake. Somebody wanted something stopped; but to let go of nodes that their
// groups terminate costs tasks, and takes the exact word.
func brakeOf(cluster string, p types.Parameter) Brake {
	b := Brake{
		Cluster: cluster, Value: strings.TrimSpace(aws.ToString(p.Value)),
		Since: aws.ToTime(p.LastModifiedDate),
	}
	switch b.Pause = fleet.Pause(b.Value); b.Pause {
	case fleet.PauseVoluntary, fleet.PauseEverything:
	default:
		b.Pause = fleet.PauseVoluntary
		b.Broken = fmt.Errorf("%s: %.40q is no pause: want %s or %s; until then what is voluntary "+
			"is stopped", PauseParameter(cluster), b.Value, fleet.PauseVoluntary,
			fleet.PauseEverything)
	}
	return b
}

// Brakes returns all pauses that are set, that of all clusters first, then by cluster.
func (r *Reader) Brakes(ctx context.Context) ([]Brake, error) {
	s, err := r.Settings(ctx)
	return s.Brakes, err
}

// Pause is how far a cluster is stopped, by its own brake or that of all clusters.
func (s Settings) Pause(cluster string) fleet.Pause { return pauseOf(s.Brakes, cluster) }

// pauseOf takes the brakes together that hold for a cluster.
func pauseOf(brakes []Brake, cluster string) fleet.Pause {
	pause := fleet.PauseNone
	for _, b := range brakes {
		if b.Cluster == "" || b.Cluster == cluster {
			pause = pause.Harder(b.Pause)
		}
	}
	return pause
}

// BrakesOf reads the brakes that hold for one cluster, in one call. It is the last look before
// something is begun, and so never remembered. None: the cluster is not paused.
func (r *Reader) BrakesOf(ctx context.Context, cluster string) ([]Brake, fleet.Pause, error) {
	clusters := map[string]string{PauseParameter(""): "", PauseParameter(cluster): cluster}
	out, err := r.client.GetParameters(ctx, &ssm.GetParametersInput{
		Names:          []string{PauseParameter(""), PauseParameter(cluster)},
		WithDecryption: aws.Bool(true),
	})
	if err != nil {
		return nil, fleet.PauseNone, fmt.Errorf("read pauses of cluster %s: %w", cluster, err)
	}
	s := Settings{}
	for _, p := range out.Parameters {
		s.Brakes = append(s.Brakes, brakeOf(clusters[aws.ToString(p.Name)], p))
	}
	s.sort()
	return s.Brakes, s.Pause(cluster), nil
}
