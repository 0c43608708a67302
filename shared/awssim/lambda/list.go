package lambda

import (
	"context"
	"maps"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"sashweight/shared/awssim/page"
	"sashweight/shared/awssim/wire"
)

// mostListed is the most functions of an answer of ListFunctions, whatever MaxItems says (Lambda
// API reference, ListFunctions); defaultMemory is a function's in MB.
const (
	mostListed    = 50
	defaultMemory = 128
)

// listFunctions lists the functions in the order in which they were created.
func (l *Lambda) listFunctions(
	_ context.Context, in *api.ListFunctionsInput,
) (*api.ListFunctionsOutput, error) {
	size := mostListed
	if in.MaxItems != nil {
		if *in.MaxItems < 1 || *in.MaxItems > 10000 {
			return nil, refuse("maxItems", *in.MaxItems, "must be from 1 to 10000")
		}
		size = min(size, int(*in.MaxItems))
	}
	if in.MasterRegion != nil {
		return nil, notSimulated("MasterRegion")
	}
	part, next, ok := page.Cut(l.functions, size, in.Marker)
	if !ok {
		return nil, wire.Error("InvalidParameterValueException", "Invalid Marker")
	}
	out := &api.ListFunctionsOutput{NextMarker: next, Functions: []types.FunctionConfiguration{}}
	for _, f := range part {
		c := *f.configuration()
		if in.FunctionVersion == types.FunctionVersionAll {
			c.FunctionArn = new(f.arn + ":" + latest)
		}
		out.Functions = append(out.Functions, c)
	}
	return out, nil
}

func (l *Lambda) getFunctionConfiguration(
	_ context.Context, in *api.GetFunctionConfigurationInput,
) (*api.GetFunctionConfigurationOutput, error) {
	f, err := l.named(in.FunctionName, in.Qualifier)
	if err != nil {
		return nil, err
	}
	c := f.configuration()
	return &api.GetFunctionConfigurationOutput{
		FunctionName: c.FunctionName, FunctionArn: c.FunctionArn, Version: c.Version, Role: c.Role,
		Description: c.Description, Runtime: c.Runtime, Handler: c.Handler, Timeout: c.Timeout,
		MemorySize: c.MemorySize, Environment: c.Environment, PackageType: c.PackageType,
		LastModified: c.LastModified, State: c.State, LastUpdateStatus: c.LastUpdateStatus,
		Architectures: c.Architectures, LoggingConfig: c.LoggingConfig,
		TracingConfig: c.TracingConfig, DeadLetterConfig: c.DeadLetterConfig,
	}, nil
}

// configuration is a function as the API shows it. It never changes once the function is created.
func (f *function) configuration() *types.FunctionConfiguration {
	if f.shown != nil {
		return f.shown
	}
	s := f.spec
	f.shown = &types.FunctionConfiguration{
		FunctionName: new(s.FunctionName), FunctionArn: new(f.arn), Version: new(latest),
		Role: new(s.Role), Description: new(s.Description), Runtime: types.Runtime(s.Runtime),
		Timeout: new(int32(s.Timeout / time.Second)), MemorySize: s.memory(),
		PackageType: types.PackageTypeZip, State: types.StateActive,
		LastUpdateStatus: types.LastUpdateStatusSuccessful,
		LastModified:     new(f.created.Format("2006-01-02T15:04:05.000+0000")),
		LoggingConfig:    &types.LoggingConfig{LogGroup: new(s.LogGroup), LogFormat: "Text"},
		TracingConfig:    &types.TracingConfigResponse{Mode: types.TracingModePassThrough},
	}
	if s.Handler != "" {
		f.shown.Handler = new(s.Handler)
	}
	if s.Architecture != "" {
		f.shown.Architectures = []types.Architecture{types.Architecture(s.Architecture)}
	}
	if len(s.Environment) > 0 {
		f.shown.Environment = &types.EnvironmentResponse{Variables: maps.Clone(s.Environment)}
	}
	if s.Async.DeadLetters != "" {
		f.shown.DeadLetterConfig = &types.DeadLetterConfig{TargetArn: new(s.Async.DeadLetters)}
	}
	return f.shown
}

func (s Spec) memory() *int32 {
	if s.Memory == 0 {
		return aws.Int32(defaultMemory)
	}
	return new(int32(s.Memory))
}
