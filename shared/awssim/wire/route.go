package wire

import (
	"mime"
	"net/http"
	"strings"
)

// speaks tells the protocol of a request without its body, so that even a request that nobody can
// serve is answered in its own language.
func speaks(r *http.Request) Protocol {
	h := r.Header
	kind := contentType(h)
	switch {
	case h.Get("Smithy-Protocol") == rpcv2CBOR:
		return CBOR
	case kind == "application/x-amz-json-1.0":
		return JSON10
	case kind == "application/x-amz-json-1.1" || h.Get("X-Amz-Target") != "":
		return JSON11
	case kind == "application/x-www-form-urlencoded" || r.URL.Query().Has("Action"):
		return Query
	case kind == "application/json" || strings.Trim(r.URL.Path, "/") != "":
		return RESTJSON
	default:
		return Query
	}
}

func contentType(h http.Header) string {
	kind, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return kind
}

// signature is what a request's signature says of its sender.
type signature struct {
	accessKey string
	region    string
	scope     string
}

const signingAlgorithm = "AWS4-HMAC-SHA256"

// readSignature reads the Authorization header (Signature Version 4: Credential is
// KEY/DATE/REGION/SERVICE/aws4_request). The signature itself is not verified: the simulated
// account has no secrets.
func readSignature(h http.Header) (signature, bool) {
	fields, ok := strings.CutPrefix(h.Get("Authorization"), signingAlgorithm+" ")
	if !ok {
		return signature{}, false
	}
	for field := range strings.SplitSeq(fields, ",") {
		credential, ok := strings.CutPrefix(strings.TrimSpace(field), "Credential=")
		if !ok {
			continue
		}
		part := strings.Split(credential, "/")
		if len(part) < 5 || part[0] == "" || part[len(part)-1] != "aws4_request" {
			return signature{}, false
		}
		return signature{
			accessKey: strings.Join(part[:len(part)-4], "/"),
			region:    part[len(part)-3],
			scope:     part[len(part)-2],
		}, true
	}
	return signature{}, false
}

// RegionOf is the Region that a request was signed for, such as "us-east-1"; empty when the request
// has no signature.
func RegionOf(h http.Header) string {
	sig, _ := readSignature(h)
	return sig.region
}

// route finds the service of a request: by the scope of its signature, else by its target.
func (s *Server) route(sig signature, h http.Header) *Service {
	if sv := s.Service(sig.scope); sv != nil {
		return sv
	}
	prefix, _, _ := strings.Cut(h.Get("X-Amz-Target"), ".")
	return s.byTarget(prefix)
}

// stranger stands in for a service that the server does not have.
func stranger(p Protocol) *Service {
	return NewService(Spec{Protocol: p})
}
