package wire

import (
	"fmt"
	"net/http"
	"path"

	"github.com/aws/smithy-go"
)

// refusal is a reason why a request reaches no operation.
type refusal int

const (
	noToken refusal = iota
	badToken
	noAction
	noService
	noOperation
	malformed
	tooLarge
)

// refusals has the code in the JSON protocols and the one in the query protocol (AWS general
// reference and the services' API references, "Common Errors").
var refusals = map[refusal][2]string{
	noToken:     {"MissingAuthenticationTokenException", "MissingAuthenticationToken"},
	badToken:    {"IncompleteSignatureException", "IncompleteSignature"},
	noAction:    {"UnknownOperationException", "MissingAction"},
	noService:   {"UnknownOperationException", "InvalidAction"},
	noOperation: {"UnknownOperationException", "InvalidAction"},
	malformed:   {"SerializationException", "MalformedInput"},
	tooLarge:    {"RequestEntityTooLargeException", "RequestEntityTooLarge"},
}

// refused is the refusal as an error, in the words of the exchange's protocol.
func (e exchange) refused(why refusal, message string) error {
	code := refusals[why][0]
	if e.protocol.forms() {
		code = refusals[why][1]
	}
	return &smithy.GenericAPIError{Code: code, Message: message, Fault: smithy.FaultClient}
}

func (e exchange) refuse(why refusal, message string) answer {
	return e.failure(e.refused(why, message))
}

// noSuchService refuses a request for a service that the server does not have.
func (e exchange) noSuchService(scope string) error {
	return e.refused(noService, fmt.Sprintf("there is no service %.100q here", scope))
}

// noSuchOperation refuses a request for an operation that the service does not have, or does not
// have in this protocol.
func (e exchange) noSuchOperation() error {
	if !e.protocol.forms() {
		return e.refused(noOperation, fmt.Sprintf("%s has no operation %.100s in this protocol",
			e.service.ID, e.operation))
	}
	return e.refused(noOperation, fmt.Sprintf("Could not find operation %.100s for version %s",
		e.operation, path.Base(e.service.Namespace)))
}

// forbidden are the codes that the query protocol answers with 403; the JSON protocols answer
// every client error with 400.
var forbidden = map[string]bool{
	"AccessDenied":               true,
	"MissingAuthenticationToken": true,
	"IncompleteSignature":        true,
	"InvalidClientTokenId":       true,
	"SignatureDoesNotMatch":      true,
}

func (e exchange) status(failed smithy.APIError) int {
	code := failed.ErrorCode()
	switch {
	case failed.ErrorFault() == smithy.FaultServer:
		return http.StatusInternalServerError
	case code == refusals[tooLarge][0] || code == refusals[tooLarge][1]:
		return http.StatusRequestEntityTooLarge
	case e.protocol.forms() && forbidden[code]:
		return http.StatusForbidden
	case code == "ResourceNotFound": // CloudWatch API reference, API_SetAlarmState
		return http.StatusNotFound
	case e.protocol == RESTJSON && restStatuses[code] != 0:
		return restStatuses[code]
	default:
		return http.StatusBadRequest
	}
}
