package wire

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/encoding/cbor"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/aws/smithy-go/transport/http/protocol/rpcv2"
)

// rpcv2CBOR is the value of the header Smithy-Protocol (Smithy, rpcv2Cbor protocol).
const rpcv2CBOR = "rpc-v2-cbor"

// cborTarget reads /service/NAME/operation/NAME.
func cborTarget(path string) (service, operation string) {
	part := strings.Split(strings.TrimPrefix(path, "/"), "/")
	if len(part) < 4 || part[len(part)-4] != "service" || part[len(part)-2] != "operation" {
		return "", ""
	}
	return part[len(part)-3], part[len(part)-1]
}

func (s *Server) serveCBOR(e exchange, r *http.Request, body []byte, who Caller) answer {
	target, name := cborTarget(r.URL.Path)
	e.operation = name
	op, ok := e.service.operations[name]
	if !ok || !e.service.speaks(CBOR) || target != e.service.Target {
		return e.failure(e.noSuchOperation())
	}
	tree, err := cborTree(body)
	if err != nil {
		return e.refuse(malformed, err.Error())
	}
	return s.serveCall(e, r, op, request{tree: tree}, who)
}

// cborTree reads a request's body: one map, or nothing for an empty input.
func cborTree(body []byte) (map[string]any, error) {
	if len(body) == 0 {
		return map[string]any{}, nil
	}
	v, err := cbor.Decode(body)
	if err != nil {
		return nil, fmt.Errorf("read CBOR: %w", err)
	}
	x, err := fromCBOR(v)
	if err != nil {
		return nil, err
	}
	tree, ok := x.(map[string]any)
	if !ok {
		return nil, errors.New("read CBOR: the body is no map")
	}
	return tree, nil
}

// fromCBOR turns a value into what JSON would have made of it. Times are epoch seconds in both.
func fromCBOR(v cbor.Value) (any, error) {
	switch v := v.(type) {
	case cbor.Map:
		m := make(map[string]any, len(v))
		for key, e := range v {
			x, err := fromCBOR(e)
			if err != nil {
				return nil, err
			}
			m[key] = x
		}
		return m, nil
	case cbor.List:
		items := make([]any, len(v))
		for i, e := range v {
			x, err := fromCBOR(e)
			if err != nil {
				return nil, err
			}
			items[i] = x
		}
		return items, nil
	case *cbor.Tag:
		return fromCBOR(v.Value)
	case cbor.String:
		return string(v), nil
	case cbor.Slice:
		return base64.StdEncoding.EncodeToString(v), nil
	case cbor.Bool:
		return bool(v), nil
	}
	return cborNumber(v)
}

// cborNumber reads a number, or nothing. A negative integer comes without its sign, and the
// smallest of all as 0.
func cborNumber(v cbor.Value) (any, error) {
	switch v := v.(type) {
	case cbor.Uint:
		return json.Number(strconv.FormatUint(uint64(v), 10)), nil
	case cbor.NegInt:
		return json.Number("-" + strconv.FormatUint(uint64(v), 10)), nil
	case cbor.Float32:
		return floatNumber(float64(v))
	case cbor.Float64:
		return floatNumber(float64(v))
	}
	return nil, nil // null and undefined
}

func floatNumber(f float64) (any, error) {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return nil, errors.New("read CBOR: a number is not finite")
	}
	return json.Number(strconv.FormatFloat(f, 'f', -1, 64)), nil
}

// The SDK writes requests only; see bodyProtocol.
var (
	cborProtocol = rpcv2.NewCBOR(smithy.NewServiceSchema(
		smithy.NewSchema(smithy.ShapeID{Name: "Body"}, smithy.ShapeTypeService, 0), ""))
	cborOperation = smithy.NewOperationSchema(
		smithy.NewSchema(smithy.ShapeID{Name: "Body"}, smithy.ShapeTypeOperation, 0),
		smithy.NewSchema(smithy.ShapeID{Name: "Body"}, smithy.ShapeTypeStructure, 0), nil)
)

func cborBody(out smithy.Serializable) []byte {
	r, ok := smithyhttp.NewStackRequest().(*smithyhttp.Request)
	if !ok {
		panic("wire: the SDK has another kind of request")
	}
	err := cborProtocol.SerializeRequest(context.Background(), cborOperation, out, r)
	if err != nil {
		panic("wire: write an answer: " + err.Error())
	}
	stream := r.GetStream()
	if stream == nil {
		return cbor.Encode(cbor.Map{})
	}
	body, err := io.ReadAll(stream)
	if err != nil {
		panic("wire: read an answer: " + err.Error())
	}
	return body
}

// cborFailure writes the error's name and its members, as jsonFailure does.
func (e exchange) cborFailure(failed smithy.APIError) []byte {
	m := cbor.Map{}
	name := failed.ErrorCode()
	if typed, ok := failed.(smithy.Serializable); ok {
		name = reflect.TypeOf(failed).Elem().Name()
		v, err := cbor.Decode(cborBody(typed))
		if members, isMap := v.(cbor.Map); err == nil && isMap {
			m = members
		}
	} else {
		m["message"] = cbor.String(failed.ErrorMessage())
	}
	m["__type"] = cbor.String(e.service.ErrorPrefix + name)
	return cbor.Encode(m)
}
