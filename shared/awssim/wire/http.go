package wire

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/aws/smithy-go"
)

// ServeHTTP serves one request of a real port: of the AWS CLI, boto3, a built function. A panic of
// an operation, which is a bug, is answered with InternalFailure.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := readBody(r)
	a := s.guarded(r, body, err)
	for name, values := range a.header() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // the client may have gone
}

func (s *Server) guarded(r *http.Request, body []byte, bodyErr error) (a answer) {
	if s.Lock != nil {
		s.Lock.Lock()
		defer s.Lock.Unlock()
	}
	defer func() {
		if reason := recover(); reason != nil {
			p := speaks(r)
			e := exchange{service: stranger(p), protocol: p, requestID: s.nextRequestID()}
			a = e.failure(&smithy.GenericAPIError{
				Code: "InternalFailure", Message: fmt.Sprint(reason), Fault: smithy.FaultServer,
			})
		}
	}()
	return s.serve(r, body, bodyErr)
}

// Do serves one request of an SDK client in the same process, without a socket or a goroutine. It
// returns the context's error when the context has ended, before or while the call was served.
func (s *Server) Do(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	body, err := readBody(r)
	a := s.serve(r, body, err)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	resp := &http.Response{Request: r}
	a.writeTo(resp)
	return resp, nil
}
