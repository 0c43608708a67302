package events

import (
	"encoding/json"
	"fmt"
	"strings"
)

const detailTypeAPICall = "AWS API Call via CloudTrail"

// APICall is a CloudTrail record of a call that changes something, through EventBridge or bare.
// Delivery is best effort, and needs a trail.
type APICall struct {
	Meta
	// Service is as CloudTrail has it, such as ecs.amazonaws.com; Operation such as RunTask.
	Service, Operation string
	// Caller is an ARN; empty when an AWS service called.
	Caller string
	// Cluster is a name or an ARN as the caller wrote it; empty when the caller wrote none,
	// which for ECS means the cluster "default".
	Cluster string
	// ErrorCode is empty for a call that succeeded.
	ErrorCode string
}

// trailRecord is the part of a record that is read (CloudTrail user guide,
// cloudtrail-event-reference-record-contents).
type trailRecord struct {
	ID        string `json:"eventID"`
	Time      string `json:"eventTime"`
	Service   string `json:"eventSource"`
	Operation string `json:"eventName"`
	Region    string `json:"awsRegion"`
	Account   string `json:"recipientAccountId"`
	ErrorCode string `json:"errorCode"`
	Identity  struct {
		ARN string `json:"arn"`
	} `json:"userIdentity"`
	// Parameters have a shape of their own for each operation of each service.
	Parameters json.RawMessage `json:"requestParameters"`
}

func decodeAPICall(in input) (Event, error) {
	record, err := readTrailRecord(in)
	if err != nil {
		return nil, err
	}
	return record.call(in.meta), nil
}

// decodeTrailRecord reads a record outside the envelope, and gives it the envelope that EventBridge
// would have.
func decodeTrailRecord(in input) (Event, error) {
	record, err := readTrailRecord(in)
	if err != nil {
		return nil, err
	}
	c := checker{input: in}
	c.need("eventID", record.ID)
	c.need("eventTime", record.Time)
	if c.err != nil {
		return nil, c.err
	}
	at, err := in.time("eventTime", record.Time)
	if err != nil {
		return nil, err
	}
	service, _, _ := strings.Cut(record.Service, ".")
	return record.call(Meta{
		ID: record.ID, Source: "aws." + service, DetailType: detailTypeAPICall,
		Account: record.Account, Region: record.Region, Time: at,
	}), nil
}

func readTrailRecord(in input) (trailRecord, error) {
	var record trailRecord
	if err := in.unmarshal(&record); err != nil {
		return trailRecord{}, err
	}
	c := checker{input: in}
	c.need("eventSource", record.Service)
	c.need("eventName", record.Operation)
	c.limit("awsRegion", record.Region)
	c.limit("recipientAccountId", record.Account)
	c.limit("errorCode", record.ErrorCode)
	c.limit("userIdentity.arn", record.Identity.ARN)
	c.limit("requestParameters.cluster", record.cluster())
	return record, c.result()
}

// cluster is the parameter of that name where it is a string; other services have others.
func (r trailRecord) cluster() string {
	var parameters struct {
		Cluster string `json:"cluster"`
	}
	if json.Unmarshal(r.Parameters, &parameters) != nil {
		return ""
	}
	return parameters.Cluster
}

func (r trailRecord) call(meta Meta) APICall {
	return APICall{
		Meta: meta, Service: r.Service, Operation: r.Operation, Caller: r.Identity.ARN,
		Cluster: r.cluster(), ErrorCode: r.ErrorCode,
	}
}

// About names the call, the cluster and the caller.
func (e APICall) About() string {
	about := fmt.Sprintf("%s of %s", name(e.Operation), name(e.Service))
	if e.Cluster != "" {
		about += " on cluster " + short(e.Cluster)
	}
	if e.Caller != "" {
		about += " by " + name(e.Caller)
	}
	if e.ErrorCode != "" {
		about += ", refused with " + name(e.ErrorCode)
	}
	return about
}
