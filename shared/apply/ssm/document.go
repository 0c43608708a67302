package ssm

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
)

// Document writes a policy document and returns the parameter's new version. exists says that it
// was there before: one that should be new is not written over another's.
func (w *Writer) Document(ctx context.Context, parameter, text string, exists bool) (
	version int64, err error,
) {
	in := &ssm.PutParameterInput{
		Name: &parameter, Value: &text, Overwrite: aws.Bool(exists),
		// Standard while the text is short enough, advanced beyond.
		Tier: types.ParameterTierIntelligentTiering,
	}
	if !exists {
		in.Type = types.ParameterTypeString
	}
	out, err := w.client.PutParameter(ctx, in)
	if err != nil {
		return 0, fmt.Errorf("put %s: %w", parameter, err)
	}
	return out.Version, nil
}
