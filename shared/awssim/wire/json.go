package wire

import (
	"context"
	"io"
	"reflect"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/aws/smithy-go/transport/http/protocol/awsjson"
)

// The SDK's types of the JSON services can write themselves. Its protocol writes requests only,
// but an answer's body has the same form: so the answer is passed off as a request of a nameless
// operation, and is exact by construction.
var (
	bodyProtocol = awsjson.New11(smithy.NewServiceSchema(
		smithy.NewSchema(smithy.ShapeID{Name: "Body"}, smithy.ShapeTypeService, 0), ""))
	bodyOperation = smithy.NewOperationSchema(
		smithy.NewSchema(smithy.ShapeID{Name: "Body"}, smithy.ShapeTypeOperation, 0),
		smithy.NewSchema(smithy.ShapeID{Name: "Body"}, smithy.ShapeTypeStructure, 0), nil)
)

// JSON writes an input or output of a JSON service as it stands on the wire; nil for values of
// other services, which cannot write themselves.
func JSON(v any) []byte {
	s, ok := v.(smithy.Serializable)
	if !ok || reflect.ValueOf(v).IsNil() {
		return nil
	}
	return jsonBody(s)
}

func jsonBody(out smithy.Serializable) []byte {
	r, ok := smithyhttp.NewStackRequest().(*smithyhttp.Request)
	if !ok {
		panic("wire: the SDK has another kind of request")
	}
	err := bodyProtocol.SerializeRequest(context.Background(), bodyOperation, out, r)
	if err != nil {
		panic("wire: write an answer: " + err.Error())
	}
	body, err := io.ReadAll(r.GetStream())
	if err != nil {
		panic("wire: read an answer: " + err.Error())
	}
	return body
}
