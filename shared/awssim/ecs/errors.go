package ecs

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// The errors are the SDK's own types, so that both front ends tell the same.

func invalid(format string, args ...any) error {
	return &types.InvalidParameterException{Message: new(fmt.Sprintf(format, args...))}
}

func clientError(format string, args ...any) error {
	return &types.ClientException{Message: new(fmt.Sprintf(format, args...))}
}

func clusterNotFound() error {
	return &types.ClusterNotFoundException{Message: new("Cluster not found.")}
}

func serviceNotFound() error {
	return &types.ServiceNotFoundException{Message: new("Service not found.")}
}

// later refuses a parameter that ECS knows and this account does not simulate yet: never a silent
// success.
func later(parameter string) error {
	return invalid("%s is not simulated yet; it comes later.", parameter)
}

const missing = "MISSING"

func failure(arn, reason string) types.Failure {
	return types.Failure{Arn: new(arn), Reason: new(reason)}
}
