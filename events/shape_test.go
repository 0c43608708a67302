package events

import (
	"errors"
	"strings"
	"testing"
)

const (
	spotFault = `{"id":"1","source":"aws.ec2","time":"2026-02-03T04:05:06Z",` +
		`"detail-type":"EC2 Spot Instance Interruption Warning","detail":`
	agentFault = `{"id":"1","source":"aws.ecs","time":"2026-02-03T04:05:06Z",` +
		`"detail-type":"ECS Container Instance State Change","detail":`
	actionFault = `{"id":"1","source":"aws.ecs","time":"2026-02-03T04:05:06Z",` +
		`"detail-type":"ECS Service Action",`
	orderFault = `{"id":"1","source":"sashweight","time":"2026-02-03T04:05:06Z",` +
		`"detail-type":"Drain Ordered","detail":`
	needFault = `{"id":"1","source":"sashweight","time":"2026-02-03T04:05:06Z",` +
		`"detail-type":"Capacity Needed","detail":{"cluster":"c","requester":"r",`
	alarmFault = `{"alarmArn":"arn:aws:cloudwatch:r:1:alarm:a","time":"2026-02-03T04:05:06Z",` +
		`"alarmData":`
)

// faults has an @ in each input where the error has to point.
var faults = []struct{ raw, want string }{
	{`@`, "empty, want a JSON object"},
	{"  \n@", "empty, want a JSON object"},
	{`{"a":@x}`, "invalid character 'x' looking for beginning of value"},
	{`{"a":1@`, "JSON ends too early"},
	{`{} @garbage`, "invalid character 'g' after top-level value"},
	{"@\xef\xbb\xbf{}", "starts with a byte order mark, want plain UTF-8"},
	{`@[]`, "want object, found array"},
	{` @7`, "want object, found number"},
	{` @{"source":"x"}`, "detail-type: missing: this is no form of event that is known here"},
	{`{"detail-type":@7}`, "detail-type: want string, found number"},
	{`{"detail-type":@"","source":"x","detail":{}}`, "detail-type: empty"},
	{`@{"detail-type":"x","detail":{}}`, "source: missing"},
	{`@{"detail-type":"x","source":"y","id":"1","time":"t"}`, "detail: missing"},
	{`{"detail-type":"x","source":"y","detail":@null}`, "detail: missing"},
	{`@{"detail-type":"x","source":"y","detail":{},"time":"t"}`, "id: missing"},
	{`{"detail-type":"x","source":"y","detail":{},"id":"1","time":@"tea"}`,
		`time: not a time: "tea"`},
	{`{"detail-type":"x","source":"y","detail":{},"id":"1",` +
		`"time":@"9999-12-31T23:59:59-23:00"}`,
		`time: not a time: "9999-12-31T23:59:59-23:00"`},
	{spotFault + `@"{}"}`, "detail: want object, found string"},
	{spotFault + ` @{"instance-action":"stop"}}`, "detail.instance-id: missing"},
	{spotFault + `{"instance-id" : @null, "instance-action":"stop"}}`,
		"detail.instance-id: missing"},
	{spotFault + `{"instance-id":"i-1","instance-id": @"","instance-action":"stop"}}`,
		"detail.instance-id: empty"},
	{spotFault + `{"instance-id":@["i-1"]}}`, "detail.instance-id: want string, found array"},
	{agentFault + `@{"clusterArn":"c","containerInstanceArn":"i","status":"ACTIVE","version":1}}`,
		"detail.agentConnected: missing"},
	{agentFault + `{"agentConnected":@"yes"}}`,
		"detail.agentConnected: want boolean, found string"},
	{agentFault + `{"version":@1.5}}`, "detail.version: want integer, found number 1.5"},
	{agentFault + `{"version":@-2,"clusterArn":"c","containerInstanceArn":"i","status":"ACTIVE",` +
		`"agentConnected":true}}`, "detail.version: is -2, want at least 1"},
	{actionFault + `"resources":@[],"detail":{}}`, "resources.0: missing"},
	{`@` + actionFault + `"detail":{}}`, "resources.0: missing"},
	{alarmFault + `@{}}`, "alarmData.alarmName: missing"},
	{alarmFault + `{"alarmName":"a","state":@{}}}`, "alarmData.state.value: missing"},
	{alarmFault + `{"alarmName":"a","state":{"value":"OK","timestamp":@"now"}}}`,
		`alarmData.state.timestamp: not a time: "now"`},
	{orderFault + `@{"instance":"i-1"}}`, "detail.id: missing"},
	{orderFault + `{"id":"o","instance":"i-1","requester":"r","then":@"burn"}}`,
		`detail.then: is "burn", want one of ["terminate" "replace" "keep"]`},
	{orderFault + `{"id":"o","instance":"i-1","requester":"r","deadline":@"soon"}}`,
		`detail.deadline: not a time: "soon"`},
	{needFault + `"tasks":[{"definition":"web:7","cpu":1,"memory":1,"count":@0}]}}`,
		"detail.tasks.0.count: is 0, want at least 1"},
	{needFault + `"tasks":[@{"definition":"web:7","cpu":1,"count":1}]}}`,
		"detail.tasks.0.memory: missing"},
	{`{"Records":@[]}`, "Records: has 0 records, want at least 1"},
	{`{"Records":@[{"EventSource":"aws:sns"},{}]}`, "Records: has 2 records, want 1"},
	{`{"Records":[{"EventSource":"aws:sqs","messageId":"m","body":"{}"},@{}]}`,
		"Records.1.messageId: missing"},
	{`{"Records":[@{}]}`, "Records.0.EventSource: missing"},
	{`{"Records":[@{"EventSource":"aws:sns"}]}`, "Records.0.Sns: missing"},
	{`{"Records":[{"EventSource":"aws:sns","Sns":{"Type":@1}}]}`,
		"Records.0.Sns.Type: want string, found number"},
	{`{"TopicArn":"a","Type":"b","MessageId":"c","Message":"","Timestamp":@"d"}`,
		`Timestamp: not a time: "d"`},
	{`@{"eventName":"x"}`, "eventSource: missing"},
}

func TestShapeErrorPointsAtTheFault(t *testing.T) {
	for _, c := range faults {
		offset := strings.IndexByte(c.raw, '@')
		raw := strings.Replace(c.raw, "@", "", 1)
		_, err := Decode([]byte(raw))
		var shape *ShapeError
		if !errors.As(err, &shape) {
			t.Errorf("%s: got %v, want a ShapeError", raw, err)
			continue
		}
		if got := strings.SplitN(shape.Error(), ": ", 2)[1]; got != c.want {
			t.Errorf("%s: got %q, want %q", raw, got, c.want)
		}
		if shape.Offset != int64(offset) {
			t.Errorf("%s: %s: offset %d, want %d", raw, c.want, shape.Offset, offset)
		}
	}
}

// encoding/json names no index of a list, so the error points to where it stopped reading.
func TestFaultInAListIsPointedAt(t *testing.T) {
	raw := `{"id":"1","source":"aws.health","detail-type":"AWS Health Event",` +
		`"time":"2026-02-03T04:05:06Z","detail":{"affectedEntities":[{"entityValue":7}]}}`
	_, err := Decode([]byte(raw))
	var shape *ShapeError
	if !errors.As(err, &shape) || shape.Field != "detail.affectedEntities.entityValue" {
		t.Fatalf("got %v", err)
	}
	if at := strings.Index(raw, "7}]"); shape.Offset < int64(at) || shape.Offset > int64(at+1) {
		t.Errorf("offset %d, want that of 7 (%d)", shape.Offset, at)
	}
}

func TestShapeErrorNamesPlaceFieldAndReason(t *testing.T) {
	err := &ShapeError{Offset: 123, Field: "detail.EC2InstanceId", Reason: "missing"}
	if got, want := err.Error(), "byte 123: detail.EC2InstanceId: missing"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestOversizeIsRefused(t *testing.T) {
	raw := sample(t, "tick")
	padded := append(raw, []byte(strings.Repeat(" ", InputBytesMax-len(raw)))...)
	if _, err := Decode(padded); err != nil {
		t.Errorf("exactly %d bytes: %v", InputBytesMax, err)
	}
	var shape *ShapeError
	_, err := Decode(append(padded, ' '))
	if !errors.As(err, &shape) || shape.Offset != InputBytesMax {
		t.Errorf("one byte more: got %v", err)
	}
	deep := strings.Repeat("[", InputBytesMax/2) + strings.Repeat("]", InputBytesMax/2)
	if _, err := Decode([]byte(`{"detail-type":` + deep[:1<<19])); !errors.As(err, &shape) {
		t.Errorf("deep nesting: got %v", err)
	}
}

func TestLongNamesAreRefusedAndLongTextsCut(t *testing.T) {
	long := strings.Repeat("ü", nameBytesMax)
	raw := string(sample(t, "task_state_change_stopped"))
	name := strings.Replace(raw, "service:web", long, 1)
	if _, err := Decode([]byte(name)); err == nil ||
		!strings.HasSuffix(err.Error(), "detail.group: longer than 2048 bytes") {
		t.Errorf("long group: got %v", err)
	}
	text := strings.Replace(raw, "Essential container in task exited", long, 1)
	event, err := Decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	got := event.(TaskStateChange).StoppedReason
	if len(got) > textBytesMax || !strings.HasSuffix(got, "ü…") {
		t.Errorf("reason of %d bytes, ends %q", len(got), got[len(got)-6:])
	}
}
