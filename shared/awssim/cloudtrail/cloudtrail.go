// Package cloudtrail tells the event bus of API calls, as a trail that logs write management events
// makes CloudTrail do: "AWS API Call via CloudTrail", best effort (EventBridge user guide,
// eb-service-event-cloudtrail).
//
// Calls of the JSON services are told (ECS, Systems Manager); those of the query services (Auto
// Scaling, EC2) are not simulated.
package cloudtrail

import (
	"encoding/json"
	"errors"
	"path"
	"strings"
	"time"

	"github.com/aws/smithy-go"

	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// Trail is the account's trail.
type Trail struct {
	// Logging switches it on. An account has no trail before someone makes one.
	Logging bool

	env *kernel.Env
}

// New returns a trail that does not log.
func New(env *kernel.Env) *Trail { return &Trail{env: env} }

// Call is one call with its answer.
type Call struct {
	*wire.Call
	// Output is the SDK's output, nil after an error; Err is what the caller got.
	Output any
	Err    error
	// Role is the ARN of the calling function's role; "" for a user and for AWS's own services.
	Role string
}

// services are the services whose management events are told, by the scope of their signatures.
var services = map[string]string{"ecs": "2014-11-13", "ssm": "2014-11-06"}

// reads are the beginnings of the names of read-only actions, which a trail of write events leaves
// out.
var reads = []string{"Describe", "Get", "List"}

// Record tells of a call. It is delivered after seconds to a minute, and best effort.
func (t *Trail) Record(c Call) {
	if !t.Logging || services[c.Scope] == "" {
		return
	}
	for _, read := range reads {
		if strings.HasPrefix(c.Operation, read) {
			return
		}
	}
	r := t.record(c)
	delay := time.Second + time.Duration(t.env.Stream("cloudtrail").Int64N(int64(time.Minute)))
	t.env.After(delay.Round(time.Millisecond), func() {
		t.env.Publish(kernel.Event{
			Source: "aws." + c.Scope, DetailType: "AWS API Call via CloudTrail", BestEffort: true,
			Label:  r.EventName + " by " + c.Caller.Name,
			Detail: func() any { return r },
		})
	})
}

// record is one event of CloudTrail (CloudTrail user guide,
// cloudtrail-event-reference-record-contents).
type record struct {
	EventVersion       string          `json:"eventVersion"`
	UserIdentity       identity        `json:"userIdentity"`
	EventTime          string          `json:"eventTime"`
	EventSource        string          `json:"eventSource"`
	EventName          string          `json:"eventName"`
	Region             string          `json:"awsRegion"`
	SourceIP           string          `json:"sourceIPAddress"`
	UserAgent          string          `json:"userAgent"`
	ErrorCode          string          `json:"errorCode,omitempty"`
	ErrorMessage       string          `json:"errorMessage,omitempty"`
	RequestParameters  json.RawMessage `json:"requestParameters"`
	ResponseElements   json.RawMessage `json:"responseElements"`
	RequestID          string          `json:"requestID"`
	EventID            string          `json:"eventID"`
	ReadOnly           bool            `json:"readOnly"`
	EventType          string          `json:"eventType"`
	APIVersion         string          `json:"apiVersion"`
	ManagementEvent    bool            `json:"managementEvent"`
	RecipientAccountID string          `json:"recipientAccountId"`
	EventCategory      string          `json:"eventCategory"`
}

type identity struct {
	Type           string   `json:"type"`
	PrincipalID    string   `json:"principalId,omitempty"`
	ARN            string   `json:"arn,omitempty"`
	AccountID      string   `json:"accountId,omitempty"`
	AccessKeyID    string   `json:"accessKeyId,omitempty"`
	UserName       string   `json:"userName,omitempty"`
	InvokedBy      string   `json:"invokedBy,omitempty"`
	SessionContext *session `json:"sessionContext,omitempty"`
}

type session struct {
	Issuer     issuer            `json:"sessionIssuer"`
	Attributes map[string]string `json:"attributes"`
}

type issuer struct {
	Type        string `json:"type"`
	PrincipalID string `json:"principalId"`
	ARN         string `json:"arn"`
	AccountID   string `json:"accountId"`
	UserName    string `json:"userName"`
}

func (t *Trail) record(c Call) record {
	at := t.env.Now().Format(time.RFC3339)
	r := record{
		EventVersion: "1.11", UserIdentity: t.identity(c, at), EventTime: at,
		EventSource: c.Scope + ".amazonaws.com", EventName: c.Operation, Region: t.env.Region,
		SourceIP: "203.0.113.12", UserAgent: "aws-sdk-go-v2",
		RequestParameters: orNull(wire.JSON(c.Input)), ResponseElements: orNull(nil),
		RequestID: t.env.UUID("trail request"), EventID: t.env.UUID("trail event"),
		EventType: "AwsApiCall", APIVersion: services[c.Scope], ManagementEvent: true,
		RecipientAccountID: t.env.Account, EventCategory: "Management",
	}
	var refused smithy.APIError
	switch {
	case errors.As(c.Err, &refused):
		r.ErrorCode, r.ErrorMessage = refused.ErrorCode(), refused.ErrorMessage()
	case c.Output != nil:
		r.ResponseElements = orNull(wire.JSON(c.Output))
	}
	return r
}

// identity is who called. A user has no sessionIssuer; a service of AWS has only its name
// (CloudTrail user guide, cloudtrail-event-reference-user-identity).
func (t *Trail) identity(c Call, at string) identity {
	switch {
	case c.Role != "":
		name := path.Base(c.Role)
		id := "AROA" + strings.ToUpper(name)
		return identity{
			Type: "AssumedRole", PrincipalID: id + ":" + c.Caller.Name, AccountID: t.env.Account,
			ARN: "arn:aws:sts::" + t.env.Account + ":assumed-role/" + name + "/" +
				c.Caller.Name,
			AccessKeyID: c.Caller.AccessKey,
			SessionContext: &session{
				Issuer: issuer{"Role", id, c.Role, t.env.Account, name},
				Attributes: map[string]string{
					"creationDate": at, "mfaAuthenticated": "false",
				},
			},
		}
	case strings.HasPrefix(c.Caller.Name, "AWSServiceRole"):
		return identity{Type: "AWSService", InvokedBy: "ecs.amazonaws.com"}
	}
	return identity{
		Type: "IAMUser", PrincipalID: "AIDASIMULATED", ARN: c.Caller.ARN,
		AccountID: t.env.Account, AccessKeyID: c.Caller.AccessKey, UserName: path.Base(c.Caller.ARN),
	}
}

func orNull(b []byte) json.RawMessage {
	if b == nil {
		return json.RawMessage("null")
	}
	return b
}
