package wire

import (
	"context"
	"fmt"
	"net/http"
	"reflect"

	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

type inputKey struct{}

// stashInput keeps the operation's input for typedCall, which sees only the request.
type stashInput struct{}

// ID names the middleware in the SDK's stack.
func (stashInput) ID() string { return "SimulatedInput" }

// HandleInitialize stores the input in the context.
func (stashInput) HandleInitialize(
	ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
) (middleware.InitializeOutput, middleware.Metadata, error) {
	ctx = middleware.WithStackValue(ctx, inputKey{}, in.Parameters)
	return next.HandleInitialize(ctx, in)
}

// typedCall takes the place of the SDK's deserialiser, inside the retries. Outputs pass as they
// are; errors are written and go through that deserialiser, so that they are exactly what the wire
// makes of them.
type typedCall struct {
	server *Server
	caller Caller
	decode middleware.DeserializeMiddleware
}

// ID is the SDK's name for the deserialiser of an operation.
func (*typedCall) ID() string { return "OperationDeserializer" }

// HandleDeserialize serves the call. The SDK lets no call with an ended context come this far.
func (m *typedCall) HandleDeserialize(
	ctx context.Context, in middleware.DeserializeInput, _ middleware.DeserializeHandler,
) (middleware.DeserializeOutput, middleware.Metadata, error) {
	request, ok := in.Request.(*smithyhttp.Request)
	if !ok {
		panic(fmt.Sprintf("wire: the SDK sends a %T", in.Request))
	}
	e := m.exchange(ctx, request.Request)
	out, err := m.serve(ctx, e, request.Header)
	if ctx.Err() != nil {
		return ended(ctx)
	}
	if err != nil {
		return m.fail(ctx, in, e.failure(err))
	}
	if m.server.CopyOutputs {
		out = deepCopy(reflect.ValueOf(out)).Interface()
	}
	a := answer{status: http.StatusOK, requestID: e.requestID}
	return middleware.DeserializeOutput{RawResponse: raw(a), Result: out},
		middleware.Metadata{}, nil
}

func (m *typedCall) exchange(ctx context.Context, r *http.Request) exchange {
	e := exchange{
		service:   m.server.byID(middleware.GetServiceID(ctx)),
		operation: middleware.GetOperationName(ctx),
		requestID: m.server.nextRequestID(),
	}
	if e.service == nil {
		e.service = stranger(speaks(r))
	}
	e.protocol = e.service.Protocol
	return e
}

func (m *typedCall) serve(ctx context.Context, e exchange, h http.Header) (any, error) {
	if e.service.Scope == "" {
		sig, _ := readSignature(h)
		return nil, e.noSuchService(sig.scope)
	}
	op, ok := e.service.operations[e.operation]
	if !ok {
		return nil, e.noSuchOperation()
	}
	return m.server.call(ctx, op, &Call{
		Scope: e.service.Scope, Operation: e.operation, Caller: m.caller,
		Input: middleware.GetStackValue(ctx, inputKey{}),
	})
}

// fail lets the SDK's own deserialiser read an error.
func (m *typedCall) fail(
	ctx context.Context, in middleware.DeserializeInput, a answer,
) (middleware.DeserializeOutput, middleware.Metadata, error) {
	next := func(
		context.Context, middleware.DeserializeInput,
	) (middleware.DeserializeOutput, middleware.Metadata, error) {
		return middleware.DeserializeOutput{RawResponse: raw(a)}, middleware.Metadata{}, nil
	}
	return m.decode.HandleDeserialize(ctx, in, deserializeFunc(next))
}

type deserializeFunc func(
	context.Context, middleware.DeserializeInput,
) (middleware.DeserializeOutput, middleware.Metadata, error)

// HandleDeserialize calls the function.
func (f deserializeFunc) HandleDeserialize(
	ctx context.Context, in middleware.DeserializeInput,
) (middleware.DeserializeOutput, middleware.Metadata, error) {
	return f(ctx, in)
}

func raw(a answer) *smithyhttp.Response {
	resp := &http.Response{}
	a.writeTo(resp)
	return &smithyhttp.Response{Response: resp}
}

// ended is what the SDK's HTTP transport says of a context that has ended.
func ended(
	ctx context.Context,
) (middleware.DeserializeOutput, middleware.Metadata, error) {
	return middleware.DeserializeOutput{RawResponse: raw(answer{})}, middleware.Metadata{},
		&smithy.CanceledError{Err: ctx.Err()}
}
