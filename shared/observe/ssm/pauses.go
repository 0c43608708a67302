package ssm

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"sashweight/shared/fleet"
)

// rootPath is above everything that operators set.
const rootPath = "/sashweight"

// PauseParameter names the brake of one cluster, or with "" that of all of them.
func PauseParameter(cluster string) string {
	if cluster == "" {
		return rootPath + "/pause"
	}
	return clustersPath + "/" + cluster + "/pause"
}

// Brake is one pause that is set.
type Brake struct {
	// Cluster is a name; empty for the brake of all clusters.
	Cluster string
	// Value is what the parameter says; Pause what that means: a value that is neither of the two
	// stops everything.
	Value string
	Pause fleet.Pause
	// Since is when it was written.
	Since time.Time
}

// Brakes returns all pauses that are set, that of all clusters first, then by cluster.
func (r *Reader) Brakes(ctx context.Context) ([]Brake, error) {
	var brakes []Brake
	pages := ssm.NewGetParametersByPathPaginator(r.client, &ssm.GetParametersByPathInput{
		Path: aws.String(rootPath), Recursive: aws.Bool(true),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("read pauses: %w", err)
		}
		for _, p := range page.Parameters {
			cluster, ok := pausedBy(aws.ToString(p.Name))
			if !ok {
				continue
			}
			b := Brake{
				Cluster: cluster, Value: strings.TrimSpace(aws.ToString(p.Value)),
				Pause: fleet.PauseEverything, Since: aws.ToTime(p.LastModifiedDate),
			}
			if b.Value == string(fleet.PauseVoluntary) {
				b.Pause = fleet.PauseVoluntary
			}
			brakes = append(brakes, b)
		}
	}
	slices.SortFunc(brakes, func(a, b Brake) int { return strings.Compare(a.Cluster, b.Cluster) })
	return brakes, nil
}

// pausedBy is the cluster whose brake a parameter is; ok is false for any other parameter.
func pausedBy(parameter string) (cluster string, ok bool) {
	if parameter == PauseParameter("") {
		return "", true
	}
	rest, ok := strings.CutPrefix(parameter, clustersPath+"/")
	cluster, last, _ := strings.Cut(rest, "/")
	return cluster, ok && last == "pause"
}
