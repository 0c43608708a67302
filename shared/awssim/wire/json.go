package wire

import (
	"context"
	"io"

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
