package awssim

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/smithy-go"

	"sashweight/shared/awssim/faults"
	"sashweight/shared/awssim/wire"
)

// staleFor is how old a stale answer may be. AWS documents eventual consistency without a bound; an
// update is seen "typically within seconds" (EC2 API reference, eventual-consistency).
const staleFor = 20 * time.Second

// mostAnswers bounds what is remembered.
const mostAnswers = 1000

// spoiled serves a call with the fault that strikes its answer, if any.
func (a *Account) spoiled(call *wire.Call, fault string, next func() (any, error)) (any, error) {
	op := call.Scope + " " + call.Operation
	switch fault {
	case faults.ServerError:
		a.struck(fault, call, op)
		return nil, serverError()
	case faults.AnswerLost:
		out, err := next()
		if err != nil {
			return nil, err
		}
		a.struck(fault, call, op)
		return out, serverError()
	case faults.PartialFailure:
		if out, ok, err := partly(call, next); ok {
			a.struck(fault, call, op)
			return out, err
		}
	}
	if !a.Faults.Wants(faults.StaleRead) || !eventual(call) {
		return next()
	}
	return a.read(call, fault, next)
}

func serverError() error {
	return &smithy.GenericAPIError{
		Code: "InternalFailure", Message: "The request processing has failed because of an unknown " +
			"error, exception or failure.", Fault: smithy.FaultServer,
	}
}

// told is an answer that was given.
type told struct {
	at  time.Time
	out any
}

// read answers a read and remembers it. A stale one is what an equal call was answered shortly
// before, whatever was written since.
func (a *Account) read(call *wire.Call, fault string, next func() (any, error)) (any, error) {
	input, err := json.Marshal(call.Input)
	if err != nil {
		return nil, fmt.Errorf("remember call %s: %w", call.Operation, err)
	}
	key := call.Scope + " " + call.Operation + " " + string(input)
	before, known := a.answers[key]
	if fault == faults.StaleRead && known && a.Now().Sub(before.at) <= staleFor {
		a.struck(fault, call, call.Scope+" "+call.Operation)
		return before.out, nil
	}
	out, err := next()
	if len(a.answers) >= mostAnswers {
		clear(a.answers)
	}
	if err == nil {
		a.answers[key] = told{a.Now(), out}
	}
	return out, err
}

// eventual reports whether a call is a read that AWS lets lag behind the writes: every Describe and
// List, and DynamoDB's reads that do not ask for consistency.
func eventual(call *wire.Call) bool {
	switch in := call.Input.(type) {
	case *dynamodb.QueryInput:
		return in.ConsistentRead == nil || !*in.ConsistentRead
	case *dynamodb.GetItemInput:
		return in.ConsistentRead == nil || !*in.ConsistentRead
	}
	return strings.HasPrefix(call.Operation, "Describe") || strings.HasPrefix(call.Operation, "List")
}

// partly leaves the last element of a batch undone and tells so: in ECS's failures[], with a reason
// that no document explains, or in the entry's own place of PutEvents. ok is false for calls that
// are no such batch.
func partly(call *wire.Call, next func() (any, error)) (out any, ok bool, err error) {
	if in, isPut := call.Input.(*eventbridge.PutEventsInput); isPut && len(in.Entries) > 0 {
		out, err = putPartly(in, next)
		return out, true, err
	}
	var list *[]string
	switch in := call.Input.(type) {
	case *ecs.DescribeTasksInput:
		list = &in.Tasks
	case *ecs.DescribeContainerInstancesInput:
		list = &in.ContainerInstances
	case *ecs.UpdateContainerInstancesStateInput:
		list = &in.ContainerInstances
	default:
		return nil, false, nil
	}
	all := *list
	if len(all) == 0 {
		return nil, false, nil
	}
	last := len(all) - 1
	*list = slices.Clone(all[:last])
	failure := types.Failure{Arn: new(all[last]), Reason: new("INTERNAL")}
	if last == 0 {
		out = onlyFailed(call.Input, failure)
	} else if out, err = next(); err == nil {
		out = withFailure(out, failure)
	}
	*list = all
	return out, true, err
}

// putPartly publishes all entries but the last (EventBridge API reference, PutEvents: the call
// succeeds, FailedEntryCount tells).
func putPartly(in *eventbridge.PutEventsInput, next func() (any, error)) (any, error) {
	all := in.Entries
	last := len(all) - 1
	made := &eventbridge.PutEventsOutput{}
	if last > 0 {
		in.Entries = all[:last]
		out, err := next()
		in.Entries = all
		put, ok := out.(*eventbridge.PutEventsOutput)
		if err != nil || !ok {
			return out, err
		}
		made.FailedEntryCount = put.FailedEntryCount
		made.Entries = slices.Clone(put.Entries)
	}
	made.FailedEntryCount++
	made.Entries = append(made.Entries, ebtypes.PutEventsResultEntry{
		ErrorCode: new("InternalFailure"), ErrorMessage: new("Internal failure"),
	})
	return made, nil
}

func onlyFailed(input any, f types.Failure) any {
	switch input.(type) {
	case *ecs.DescribeTasksInput:
		return &ecs.DescribeTasksOutput{Failures: []types.Failure{f}}
	case *ecs.DescribeContainerInstancesInput:
		return &ecs.DescribeContainerInstancesOutput{Failures: []types.Failure{f}}
	}
	return &ecs.UpdateContainerInstancesStateOutput{Failures: []types.Failure{f}}
}

func withFailure(out any, f types.Failure) any {
	switch out := out.(type) {
	case *ecs.DescribeTasksOutput:
		made := *out
		made.Failures = append(slices.Clone(made.Failures), f)
		return &made
	case *ecs.DescribeContainerInstancesOutput:
		made := *out
		made.Failures = append(slices.Clone(made.Failures), f)
		return &made
	case *ecs.UpdateContainerInstancesStateOutput:
		made := *out
		made.Failures = append(slices.Clone(made.Failures), f)
		return &made
	}
	return out
}
