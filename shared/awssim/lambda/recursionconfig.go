package lambda

import (
	"context"

	api "github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"sashweight/shared/awssim/wire"
)

func (l *Lambda) getRecursion(
	_ context.Context, in *api.GetFunctionRecursionConfigInput,
) (*api.GetFunctionRecursionConfigOutput, error) {
	f, err := l.named(in.FunctionName, nil)
	if err != nil {
		return nil, err
	}
	loop := types.RecursiveLoop(f.spec.RecursiveLoop)
	if loop == "" {
		loop = types.RecursiveLoopTerminate
	}
	return &api.GetFunctionRecursionConfigOutput{RecursiveLoop: loop}, nil
}

func (l *Lambda) putRecursion(
	_ context.Context, in *api.PutFunctionRecursionConfigInput,
) (*api.PutFunctionRecursionConfigOutput, error) {
	f, err := l.named(in.FunctionName, nil)
	if err != nil {
		return nil, err
	}
	loop := RecursiveLoop(in.RecursiveLoop)
	if loop != Allow && loop != Terminate {
		return nil, wire.Error("InvalidParameterValueException", "1 validation error detected: "+
			"Value '%s' at 'recursiveLoop' failed to satisfy constraint: Member must satisfy enum "+
			"value set: [Terminate, Allow]", loop)
	}
	f.spec.RecursiveLoop = loop
	return &api.PutFunctionRecursionConfigOutput{RecursiveLoop: in.RecursiveLoop}, nil
}
