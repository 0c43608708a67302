package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"hash/crc32"
	"io"
	"net/http"
	"reflect"
	"strconv"

	"github.com/aws/smithy-go"
)

// answer is what goes back to a client.
type answer struct {
	status      int
	contentType string
	requestID   string
	queryError  string
	errorType   string
	cbor        bool
	checksum    bool
	headers     map[string]string // members of a REST output
	body        []byte
}

func (a answer) header() http.Header {
	h := http.Header{"Content-Type": {a.contentType}, "X-Amzn-Requestid": {a.requestID}}
	if a.queryError != "" {
		h.Set("X-Amzn-Query-Error", a.queryError)
	}
	if a.errorType != "" {
		h.Set("X-Amzn-Errortype", a.errorType)
	}
	if a.cbor {
		h.Set("Smithy-Protocol", rpcv2CBOR)
	}
	if a.checksum {
		h.Set("X-Amz-Crc32", strconv.FormatUint(uint64(crc32.ChecksumIEEE(a.body)), 10))
	}
	for name, value := range a.headers {
		h.Set(name, value)
	}
	return h
}

// writeTo makes resp the response that an HTTP client would get.
func (a answer) writeTo(resp *http.Response) {
	resp.Status, resp.StatusCode = http.StatusText(a.status), a.status
	resp.Proto, resp.ProtoMajor, resp.ProtoMinor = "HTTP/1.1", 1, 1
	resp.Header = a.header()
	resp.ContentLength = int64(len(a.body))
	resp.Body = io.NopCloser(bytes.NewReader(a.body))
}

// exchange is one request on its way to its answer. service is never nil: one that the server
// does not have is stood in for by an empty one.
type exchange struct {
	service   *Service
	protocol  Protocol
	operation string
	requestID string
}

func (e exchange) contentType() string {
	switch e.protocol {
	case Query:
		return "text/xml"
	case CBOR:
		return "application/cbor"
	case EC2Query:
		return "text/xml;charset=UTF-8"
	case RESTJSON:
		return "application/json"
	case JSON10:
		return "application/x-amz-json-1.0"
	default:
		return "application/x-amz-json-1.1"
	}
}

func (e exchange) success(out any) answer {
	a := e.answer(http.StatusOK)
	typed, schema := out.(smithy.Serializable)
	switch {
	case e.protocol == RESTJSON:
		if !e.service.Bindings[e.operation].write(&a, reflect.ValueOf(out).Elem()) {
			a.body = e.service.codec.restBody(out)
		}
		return a
	case schema && e.protocol == CBOR:
		a.body = cborBody(typed)
		return a
	case schema && !e.protocol.forms():
		a.body = e.service.codec.withDefaults(jsonBody(typed), out)
		return a
	}
	w := e.openXML(e.operation + "Response")
	if e.protocol == EC2Query {
		w.WriteString("<requestId>" + e.requestID + "</requestId>")
		w.structure(reflect.ValueOf(out).Elem())
		w.close(e.operation + "Response")
		a.body = w.Bytes()
		return a
	}
	w.element(field{name: e.operation + "Result"}, reflect.ValueOf(out))
	w.WriteString("<ResponseMetadata><RequestId>" + e.requestID + "</RequestId>")
	w.WriteString("</ResponseMetadata>")
	w.close(e.operation + "Response")
	a.body = w.Bytes()
	return a
}

func (e exchange) answer(status int) answer {
	return answer{
		status: status, contentType: e.contentType(), requestID: e.requestID,
		cbor: e.protocol == CBOR, checksum: e.service.Checksum,
	}
}

func (e exchange) openXML(root string) *xmlWriter {
	w := &xmlWriter{codec: e.service.codec}
	if e.service.Namespace == "" {
		w.open(root)
		return w
	}
	w.open(root + ` xmlns="` + e.service.Namespace + `"`)
	return w
}

// failure answers an error. What is no error of an API is a fault of ours.
func (e exchange) failure(err error) answer {
	var failed smithy.APIError
	if !errors.As(err, &failed) {
		failed = &smithy.GenericAPIError{
			Code: "InternalFailure", Message: err.Error(), Fault: smithy.FaultServer,
		}
	}
	a := e.answer(e.status(failed))
	sender := "Sender"
	if failed.ErrorFault() == smithy.FaultServer {
		sender = "Receiver"
	}
	switch e.protocol {
	case Query:
		a.body = e.xmlFailure(failed, sender)
		return a
	case EC2Query:
		a.body = e.ec2Failure(failed)
		return a
	case RESTJSON:
		a.errorType, a.body = failed.ErrorCode(), restFailure(failed)
		return a
	}
	if e.service.QueryCompatible {
		a.queryError = failed.ErrorCode() + ";" + sender
	}
	if e.protocol == CBOR {
		a.body = e.cborFailure(failed)
		return a
	}
	a.body = e.jsonFailure(failed)
	return a
}

func (e exchange) xmlFailure(failed smithy.APIError, sender string) []byte {
	w := e.openXML("ErrorResponse")
	w.WriteString("<Error><Type>" + sender + "</Type><Code>")
	w.text(failed.ErrorCode())
	w.WriteString("</Code><Message>")
	w.text(failed.ErrorMessage())
	w.WriteString("</Message></Error><RequestId>" + e.requestID + "</RequestId>")
	w.close("ErrorResponse")
	return w.Bytes()
}

func (e exchange) ec2Failure(failed smithy.APIError) []byte {
	w := &xmlWriter{codec: e.service.codec}
	w.WriteString("<Response><Errors><Error><Code>")
	w.text(failed.ErrorCode())
	w.WriteString("</Code><Message>")
	w.text(failed.ErrorMessage())
	w.WriteString("</Message></Error></Errors><RequestID>" + e.requestID + "</RequestID>")
	w.close("Response")
	return w.Bytes()
}

// jsonFailure writes the error's name and its members. A typed error is named by its shape: its
// code may be the one of the older query protocol.
func (e exchange) jsonFailure(failed smithy.APIError) []byte {
	typed, ok := failed.(smithy.Serializable)
	if !ok {
		return marshal(map[string]string{
			"__type":  e.service.ErrorPrefix + failed.ErrorCode(),
			"message": failed.ErrorMessage(),
		})
	}
	name := reflect.TypeOf(failed).Elem().Name()
	members := jsonBody(typed)
	body := append([]byte(`{"__type":`), marshal(e.service.ErrorPrefix+name)...)
	if len(members) > len("{}") {
		body = append(body, ',')
	}
	return append(body, members[1:]...)
}

func marshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("wire: write an error: " + err.Error())
	}
	return b
}
