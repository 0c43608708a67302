// Package wire serves typed operations over AWS's own protocols. The author of an operation writes
// one Go function over the SDK's input and output types and registers it with On; this package
// answers it on the wire (awsJson 1.0 and 1.1, awsQuery, ec2Query, rpcv2Cbor, restJson1) and, for
// swarms, straight from a middleware of the SDK.
package wire

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sort"

	"github.com/aws/smithy-go"
)

// Protocol is how a service speaks.
type Protocol int

// The protocols of the services that are simulated so far.
const (
	JSON10   Protocol = iota // awsJson1_0: DynamoDB, SQS
	JSON11                   // awsJson1_1: ECS, SSM, EventBridge
	Query                    // awsQuery: Auto Scaling, STS, SNS, Elastic Load Balancing
	CBOR                     // rpcv2Cbor: CloudWatch
	EC2Query                 // ec2Query: EC2
	RESTJSON                 // restJson1: EventBridge Scheduler, Lambda
)

// forms says whether requests are forms and answers XML.
func (p Protocol) forms() bool { return p == Query || p == EC2Query }

// Spec names a service as its clients do.
type Spec struct {
	// ID is the SDK's service id, as in its middleware's metadata: "ECS", "Auto Scaling".
	ID string
	// Scope is the service's name in a request's signature and in IAM actions: "ecs", "events".
	Scope string
	// Target is the prefix of X-Amz-Target for the JSON protocols.
	Target string
	// Protocol is the one that current clients speak; Also are those of older clients.
	Protocol Protocol
	Also     []Protocol
	// Namespace is the XML namespace of the query protocol's answers.
	Namespace string
	// LowerCamel marks services whose JSON members begin in lower case.
	LowerCamel bool
	// Unions names the members of each union type among the inputs, by its Go interface type.
	Unions map[reflect.Type]map[string]reflect.Type
	// Document makes the service's type for free-form JSON, its document.NewLazyDocument.
	Document func(any) any
	// ErrorPrefix stands before the name of every error in the JSON protocols, up to the "#".
	ErrorPrefix string
	// QueryCompatible marks JSON services that spoke the query protocol before: their errors
	// carry the old code in the header X-Amzn-Query-Error (Smithy, awsQueryCompatible trait).
	QueryCompatible bool
	// Checksum says that each answer has the CRC-32 of its body in the header X-Amz-Crc32.
	Checksum bool
	// Routes is how a REST service calls each operation, by its name: the method, the path and the
	// query, with the input's fields in braces: "GET /schedules/{Name}?groupName={GroupName}".
	Routes map[string]string
	// Bindings are the members of a REST service's operations that stand elsewhere, by operation.
	Bindings map[string]Binding
	// Flat names the lists and maps that the query protocol flattens, by field: what each of their
	// elements is called. The elements of a flat map have a Name and a Value.
	Flat map[string]string
	// Members names the few members that are written otherwise than the SDK's fields, by field.
	Members map[string]Member
}

// Member is how one member stands on the wire.
type Member struct {
	// Name is its name.
	Name string
	// Item is what each element of the list is called in the query protocol.
	Item string
}

// Service is one AWS service with its operations.
type Service struct {
	Spec
	operations map[string]operation
	codec      *codec
	routes     []restRoute
}

type operation struct {
	input reflect.Type
	serve func(context.Context, any) (any, error)
}

// speaks reports whether the service answers in a protocol. The two JSON protocols differ in their
// content type alone.
func (s *Service) speaks(p Protocol) bool {
	if p == JSON10 || p == JSON11 {
		return s.has(JSON10) || s.has(JSON11)
	}
	return s.has(p)
}

func (s *Service) has(p Protocol) bool { return s.Protocol == p || slices.Contains(s.Also, p) }

// NewService returns a service without operations.
func NewService(spec Spec) *Service {
	s := &Service{Spec: spec, operations: map[string]operation{}, codec: newCodec(spec)}
	for _, name := range slices.Sorted(maps.Keys(spec.Routes)) {
		s.routes = append(s.routes, readRoute(name, spec.Routes[name]))
	}
	return s
}

// On registers an operation under its API name. An output that was handed out must never be
// written again: the typed front end gives it to the caller as it is. Inputs may lack any member:
// who calls without an SDK has passed no validation.
func On[I, O any](s *Service, name string, f func(context.Context, *I) (*O, error)) {
	_, schema := any(new(O)).(smithy.Serializable)
	if needs := s.Protocol == JSON10 || s.Protocol == JSON11 || s.Protocol == CBOR; needs && !schema {
		panic("wire: the output of " + name + " has no serialiser")
	}
	if s.Protocol == RESTJSON && s.Routes[name] == "" {
		panic("wire: the REST operation " + name + " has no route")
	}
	s.operations[name] = operation{
		input: reflect.TypeFor[I](),
		serve: func(ctx context.Context, in any) (any, error) {
			out, err := f(ctx, in.(*I))
			if err != nil {
				return nil, err
			}
			return out, nil
		},
	}
}

// Operations lists the names of the registered operations, sorted.
func (s *Service) Operations() []string {
	names := make([]string, 0, len(s.operations))
	for name := range s.operations {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// Error is a client error (HTTP 400) with the service's own code.
func Error(code, format string, args ...any) error {
	return &smithy.GenericAPIError{
		Code: code, Message: fmt.Sprintf(format, args...), Fault: smithy.FaultClient,
	}
}

// Caller is who makes a call.
type Caller struct {
	// Name is what the journal shows: a function's name, or "user".
	Name string
	// AccessKey is what the request is signed with; it names the caller on the wire.
	AccessKey string
	// ARN is the caller's identity as STS tells it.
	ARN string
}

type callerKey struct{}

// WithCaller returns a context that carries the caller.
func WithCaller(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// CallerOf is the caller of the call that is being served; the zero Caller outside of one.
func CallerOf(ctx context.Context) Caller {
	c, _ := ctx.Value(callerKey{}).(Caller)
	return c
}

// Call is one call on its way to its operation.
type Call struct {
	// Scope is the service's IAM prefix, such as "ecs".
	Scope string
	// Operation is the API's name, such as "DescribeTasks".
	Operation string
	// Caller is who calls.
	Caller Caller
	// Input is a pointer to the SDK's input type.
	Input any
}
