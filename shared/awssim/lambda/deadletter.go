package lambda

import (
	"encoding/json"
	"fmt"
)

// record is what an on-failure destination gets (Lambda developer guide,
// invocation-async-retain-records).
type record struct {
	Version         string          `json:"version"`
	Timestamp       string          `json:"timestamp"`
	RequestContext  requestContext  `json:"requestContext"`
	RequestPayload  json.RawMessage `json:"requestPayload"`
	ResponseContext *response       `json:"responseContext,omitempty"`
	ResponsePayload *responseError  `json:"responsePayload,omitempty"`
}

type requestContext struct {
	RequestID   string `json:"requestId"`
	FunctionARN string `json:"functionArn"`
	Condition   string `json:"condition"`
	Invocations int    `json:"approximateInvokeCount"`
}

type response struct {
	StatusCode      int    `json:"statusCode"`
	ExecutedVersion string `json:"executedVersion"`
	FunctionError   string `json:"functionError"`
}

type responseError struct {
	ErrorMessage string `json:"errorMessage"`
	ErrorType    string `json:"errorType"`
}

// giveUp discards the event and tells the destination and the dead-letter queue, where there are
// such.
func (l *Lambda) giveUp(e *event, condition string) {
	l.journal(e, "given up", condition, e.attempt())
	l.measure(e.function, "AsyncEventsDropped")
	async := e.function.spec.Async
	if async.OnFailure != "" {
		l.send(e, async.OnFailure, l.record(e, condition), nil)
	}
	if async.DeadLetters != "" {
		l.send(e, async.DeadLetters, string(e.payload), map[string]string{
			"RequestID": e.requestID, "ErrorCode": "200", "ErrorMessage": e.last.message,
		})
	}
}

func (l *Lambda) send(e *event, queue, body string, attributes map[string]string) {
	if err := l.Send(queue, body, attributes); err != nil {
		name := "DeadLetterErrors"
		if attributes == nil {
			name = "DestinationDeliveryFailures"
		}
		l.measure(e.function, name)
		l.journal(e, "dead letter refused", err.Error())
	}
}

func (l *Lambda) record(e *event, condition string) string {
	r := record{
		Version:   "1.0",
		Timestamp: l.env.Now().Format("2006-01-02T15:04:05.000Z"),
		RequestContext: requestContext{
			RequestID: e.requestID, FunctionARN: e.function.arn + ":$LATEST",
			Condition: condition, Invocations: e.attempts,
		},
		RequestPayload: e.payload,
	}
	if e.last != (failure{}) {
		r.ResponseContext = &response{200, "$LATEST", "Unhandled"}
		r.ResponsePayload = &responseError{e.last.message, e.last.errorType}
	}
	b, err := json.Marshal(r)
	if err != nil {
		panic(fmt.Sprintf("lambda: payload of %s is no JSON: %v", e.requestID, err))
	}
	return string(b)
}
