package wire

import (
	"context"
	"fmt"
	"sync"
)

// Server serves the services of one account, on the wire (it is an http.Handler and the SDK's
// HTTPClient) and typed.
type Server struct {
	// Gate stands around every well-formed call of both front ends and runs it by calling next.
	// Nil lets every call pass.
	Gate func(ctx context.Context, call *Call, next func() (any, error)) (any, error)
	// Callers knows who signs with an access key. Nil knows nobody by name.
	Callers func(accessKey string) Caller
	// RequestID gives the id of the next request. Nil counts.
	RequestID func() string
	// CopyOutputs makes the typed front end hand out deep copies, as the wire does by its nature.
	// A world that runs alike with and without it never writes to what it handed out.
	CopyOutputs bool
	// Lock, when set, is held by ServeHTTP while a call is served, but not while its body is read:
	// a slow client stops nobody else.
	Lock sync.Locker

	services []*Service
	requests uint64
}

// NewServer returns a server of the given services.
func NewServer(services ...*Service) *Server {
	return &Server{services: services}
}

// Service is the service with the given signing scope, such as "ecs"; nil when there is none.
func (s *Server) Service(scope string) *Service {
	for _, sv := range s.services {
		if sv.Scope == scope {
			return sv
		}
	}
	return nil
}

func (s *Server) byTarget(prefix string) *Service {
	for _, sv := range s.services {
		if sv.Target == prefix && prefix != "" {
			return sv
		}
	}
	return nil
}

func (s *Server) byID(id string) *Service {
	for _, sv := range s.services {
		if sv.ID == id {
			return sv
		}
	}
	return nil
}

// call runs an operation behind the gate.
func (s *Server) call(ctx context.Context, op operation, call *Call) (any, error) {
	ctx = WithCaller(ctx, call.Caller)
	next := func() (any, error) { return op.serve(ctx, call.Input) }
	if s.Gate == nil {
		return next()
	}
	return s.Gate(ctx, call, next)
}

func (s *Server) caller(accessKey string) Caller {
	if s.Callers == nil {
		return Caller{AccessKey: accessKey}
	}
	return s.Callers(accessKey)
}

func (s *Server) nextRequestID() string {
	if s.RequestID != nil {
		return s.RequestID()
	}
	s.requests++
	return fmt.Sprintf("00000000-0000-4000-8000-%012x", s.requests)
}
