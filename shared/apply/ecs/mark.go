package ecs

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awsclient"
	"sashweight/shared/fleet"
)

// markName is the custom attribute that shows people which drain order a node has.
const markName = "sashweight.drain"

// valueMax is how long an attribute's value may be (ECS API reference, Attribute).
const valueMax = 128

// Mark shows the drain order on the node, on all its registrations. It is for people only: nothing
// reads it, and a drain goes on where it cannot be set. It overwrites without reading again.
func (w *Writer) Mark(ctx context.Context, n fleet.Node, order string) error {
	_, err := w.client.PutAttributes(ctx, &ecs.PutAttributesInput{
		Cluster: &n.Cluster, Attributes: marks(n, markValue(order)),
	})
	if err != nil && !awsclient.IsNotFound(err) {
		return fmt.Errorf("mark node %s: %w", n.Instance, err)
	}
	return nil
}

// Unmark takes the mark from the node; one without a mark stays as it is.
func (w *Writer) Unmark(ctx context.Context, n fleet.Node) error {
	_, err := w.client.DeleteAttributes(ctx, &ecs.DeleteAttributesInput{
		Cluster: &n.Cluster, Attributes: marks(n, nil),
	})
	if err != nil && !awsclient.IsNotFound(err) {
		return fmt.Errorf("unmark node %s: %w", n.Instance, err)
	}
	return nil
}

func marks(n fleet.Node, value *string) []types.Attribute {
	var out []types.Attribute
	for _, arn := range n.ARNs() {
		out = append(out, types.Attribute{Name: aws.String(markName), Value: value, TargetId: &arn})
	}
	return out
}

// markValue keeps what an attribute's value may have, and of that as much as fits.
func markValue(order string) *string {
	value := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9',
			strings.ContainsRune("-_./@:", r):
			return r
		default:
			return '-'
		}
	}, order)
	return aws.String(value[:min(len(value), valueMax)])
}
