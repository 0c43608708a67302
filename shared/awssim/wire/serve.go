package wire

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"
)

// maxBody bounds a request's body, in bytes. The largest that one of the services takes is six
// megabytes (Lambda's synchronous payload); no other comes near.
const maxBody = 6 << 20

var errTooLarge = errors.New("the request is too large")

// readBody reads a request's body and inflates one that is gzipped, as CloudWatch's clients send
// large ones (Smithy, requestCompression trait). Both forms are bounded.
func readBody(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	from := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		inflated, err := gzip.NewReader(io.LimitReader(from, maxBody))
		if err != nil {
			return nil, fmt.Errorf("inflate the body: %w", err)
		}
		from = inflated
	}
	body, err := io.ReadAll(io.LimitReader(from, maxBody+1))
	if err != nil {
		return nil, fmt.Errorf("read the body: %w", err)
	}
	if len(body) > maxBody {
		return nil, errTooLarge
	}
	return body, nil
}

// serve answers one request. bodyErr is what reading the body said.
func (s *Server) serve(r *http.Request, body []byte, bodyErr error) answer {
	protocol := speaks(r)
	e := exchange{
		service: stranger(protocol), protocol: protocol, requestID: s.nextRequestID(),
	}
	sig, signed := readSignature(r.Header)
	if sv := s.route(sig, r.Header); sv != nil {
		e.service = sv
		if protocol == RESTJSON && !sv.has(RESTJSON) {
			e.protocol, protocol = Query, Query
		}
	}
	if protocol == Query && sig.scope == "ec2" {
		e.protocol = EC2Query // its requests look alike, its answers do not
	}
	switch {
	case errors.Is(bodyErr, errTooLarge):
		return e.refuse(tooLarge, fmt.Sprintf("the body is larger than %d bytes", maxBody))
	case bodyErr != nil:
		return e.refuse(malformed, bodyErr.Error())
	case r.Header.Get("Authorization") == "":
		return e.refuse(noToken, "Missing Authentication Token")
	case !signed:
		return e.refuse(badToken, "Authorization needs "+signingAlgorithm+
			" Credential=KEY/DATE/REGION/SERVICE/aws4_request")
	case e.service.Scope == "":
		return e.failure(e.noSuchService(sig.scope))
	}
	caller := s.caller(sig.accessKey)
	switch protocol {
	case Query:
		return s.serveQuery(e, r, body, caller)
	case CBOR:
		return s.serveCBOR(e, r, body, caller)
	case RESTJSON:
		return s.serveREST(e, r, body, caller)
	}
	return s.serveJSON(e, r, body, caller)
}

func (s *Server) serveJSON(e exchange, r *http.Request, body []byte, who Caller) answer {
	prefix, name, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	e.operation = name
	op, ok := e.service.operations[name]
	isJSON := strings.HasPrefix(contentType(r.Header), "application/x-amz-json-1.")
	if !ok || !e.service.speaks(JSON11) || prefix != e.service.Target || !isJSON {
		return e.failure(e.noSuchOperation())
	}
	if e.service.Protocol == JSON10 || e.service.Protocol == JSON11 {
		e.protocol = e.service.Protocol
	}
	tree, err := jsonTree(body)
	if err != nil {
		return e.refuse(malformed, err.Error())
	}
	return s.serveCall(e, r, op, request{tree: tree}, who)
}

func (s *Server) serveQuery(e exchange, r *http.Request, body []byte, who Caller) answer {
	raw := r.URL.RawQuery
	if contentType(r.Header) == "application/x-www-form-urlencoded" && r.Method != http.MethodGet {
		raw = string(body)
	}
	form, err := url.ParseQuery(raw)
	if err != nil {
		return e.refuse(malformed, "read the form: "+err.Error())
	}
	e.operation = form.Get("Action")
	if e.operation == "" {
		return e.refuse(noAction, "The request must contain the parameter Action")
	}
	op, ok := e.service.operations[e.operation]
	if !ok || !e.service.speaks(e.protocol) {
		return e.failure(e.noSuchOperation())
	}
	form.Del("Action")
	form.Del("Version")
	tree, err := formTree(form)
	if err != nil {
		return e.refuse(malformed, err.Error())
	}
	return s.serveCall(e, r, op, request{tree: tree}, who)
}

// request is what an operation's input is made of.
type request struct {
	tree    map[string]any
	outside map[string][]string // fields in the path and the query of a REST request
	binding Binding
	body    []byte // where the binding takes it whole
}

func (s *Server) serveCall(
	e exchange, r *http.Request, op operation, q request, who Caller,
) answer {
	in := reflect.New(op.input)
	d := decoder{codec: e.service.codec, form: e.protocol.forms()}
	if err := d.structure(in.Elem(), q.tree, 0); err != nil {
		return e.refuse(malformed, err.Error())
	}
	q.binding.read(in.Elem(), r.Header, q)
	if err := d.fillOutside(in.Elem(), q.outside); err != nil {
		return e.refuse(malformed, err.Error())
	}
	out, err := s.call(r.Context(), op, &Call{
		Scope: e.service.Scope, Operation: e.operation, Caller: who, Input: in.Interface(),
	})
	if err != nil {
		return e.failure(err)
	}
	return e.success(out)
}
