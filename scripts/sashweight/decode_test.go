package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

const (
	spotEvent = `{"version":"0","id":"1","source":"aws.ec2","account":"111122223333",` +
		`"detail-type":"EC2 Spot Instance Interruption Warning","region":"us-east-1",` +
		`"time":"2026-02-03T04:05:06Z","resources":[],` +
		`"detail":{"instance-id":"i-0a1","instance-action":"terminate"}}`
	refreshEvent = `{"id":"2","source":"aws.autoscaling","time":"2026-02-03T04:05:06Z",` +
		`"detail-type":"EC2 Auto Scaling Instance Refresh Started","detail":{}}`
	stateEvent = `{"id":"3","source":"aws.ec2","time":"2026-02-03T04:05:06Z",` +
		`"detail-type":"EC2 Instance State-change Notification",` +
		`"detail":{"instance-id":"i-0a1","state":"running"}}`
	hookEvent = `{"id":"4","source":"aws.autoscaling","time":"2026-02-03T04:05:06Z",` +
		`"detail-type":"EC2 Instance-terminate Lifecycle Action","detail":{` +
		`"AutoScalingGroupName":"win2022-a","LifecycleHookName":"sashweight-drain",` +
		`"LifecycleActionToken":"t"}}`
)

// spotListener listens to Spot notices only.
func spotListener(raw []byte) []string {
	if bytes.Contains(raw, []byte("Spot")) {
		return []string{"drain-nodes (rule SpotInterruption)"}
	}
	return nil
}

// inFolder writes files into a folder of their own, and makes that the current one.
func inFolder(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func decodeAll(stdin string, asJSON bool, files ...string) (out, errs string, err error) {
	var w, errw bytes.Buffer
	err = decodeFiles(&w, &errw, files, decodeOptions{
		JSON: asJSON, Stdin: strings.NewReader(stdin), Listeners: spotListener,
	})
	return w.String(), errw.String(), err
}

func TestDecodeSaysWhatAboutAndWhoListens(t *testing.T) {
	inFolder(t, map[string]string{"spot.json": spotEvent, "refresh.json": refreshEvent})
	out, errs, err := decodeAll(stateEvent, false, "spot.json", "refresh.json", "-")
	want := `spot.json
  is       SpotInterruption: EC2 Spot Instance Interruption Warning from aws.ec2
  about    instance i-0a1, which EC2 will terminate
  listens  drain-nodes (rule SpotInterruption)
refresh.json
  is       Ignored: EC2 Auto Scaling Instance Refresh Started from aws.autoscaling
  about    "EC2 Auto Scaling Instance Refresh Started", which no function needs yet
  listens  known, ignored
-
  is       InstanceStateChange: EC2 Instance State-change Notification from aws.ec2
  about    instance i-0a1 is running
  listens  no function listens yet
`
	if out != want || errs != "" || err != nil {
		t.Errorf("got\n%s%s%v\nwant\n%s", out, errs, err, want)
	}
}

func TestDecodeGoesOnAfterAMalformedFile(t *testing.T) {
	inFolder(t, map[string]string{"hook.json": hookEvent, "spot.json": spotEvent, "cut": `{"a`})
	out, errs, err := decodeAll("", false, "hook.json", "cut", "absent", ".", "-", "spot.json")
	want := "decode: hook.json: byte 132: detail.EC2InstanceId: missing\n" +
		"decode: cut: byte 3: JSON ends too early\n" +
		"decode: absent: open: no such file or directory\n" +
		"decode: .: read: is a directory\n" +
		"decode: -: byte 0: empty, want a JSON object\n"
	if errs != want {
		t.Errorf("got\n%s\nwant\n%s", errs, want)
	}
	if !strings.HasPrefix(out, "spot.json\n") {
		t.Errorf("the good file is missing: %s", out)
	}
	if err == nil || err.Error() != "decode: not an event: 5 of 6 files" {
		t.Errorf("got %v", err)
	}
}

func TestDecodeAsJSONIsOneObjectALine(t *testing.T) {
	inFolder(t, map[string]string{"spot.json": spotEvent, "refresh.json": refreshEvent})
	tick := `{"source":"sashweight","detail-type":"Tick","detail":{"function":"drain-nodes"}}`
	out, _, err := decodeAll(tick, true, "spot.json", "refresh.json", "-")
	want := `{"file":"spot.json","type":"SpotInterruption",` +
		`"about":"instance i-0a1, which EC2 will terminate",` +
		`"listeners":["drain-nodes (rule SpotInterruption)"],"ignored":false,"id":"1",` +
		`"source":"aws.ec2","detail_type":"EC2 Spot Instance Interruption Warning",` +
		`"account":"111122223333","region":"us-east-1","time":"2026-02-03T04:05:06Z"}`
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	if len(lines) != 3 || lines[0] != want || err != nil {
		t.Errorf("got %v\n%s\nwant first\n%s", err, out, want)
	}
	for _, line := range lines {
		var object map[string]any
		if err := json.Unmarshal([]byte(line), &object); err != nil {
			t.Errorf("%s: %v", line, err)
		}
		if _, ok := object["listeners"].([]any); !ok {
			t.Errorf("%s: listeners is no list", line)
		}
	}
}

func TestDecodeReadsNoMoreThanAnEventMayHave(t *testing.T) {
	endless := strings.Repeat(" ", 7<<20)
	_, errs, err := decodeAll(endless, false, "-")
	if err == nil || errs != "decode: -: byte 6291456: longer than 6291456 bytes\n" {
		t.Errorf("got %v, %s", err, errs)
	}
}

func TestDecodeQuotesOddFileNames(t *testing.T) {
	inFolder(t, map[string]string{"a\x1b[2J": spotEvent})
	out, errs, _ := decodeAll("", false, "a\x1b[2J", "b\nc")
	if strings.Contains(out+errs, "\x1b") || strings.Count(errs, "\n") != 1 {
		t.Errorf("got %q, %q", out, errs)
	}
}

func TestDecodeCommandTakesFlagAndFiles(t *testing.T) {
	inFolder(t, map[string]string{"spot.json": spotEvent})
	var root struct {
		Decode decodeCmd `cmd:""`
	}
	var out, errs bytes.Buffer
	parser, err := kong.New(&root, kong.Writers(&out, &errs),
		kong.Bind(listenersOf(spotListener)))
	if err != nil {
		t.Fatal(err)
	}
	ctx, err := parser.Parse([]string{"decode", "--json", "spot.json", "absent"})
	if err != nil {
		t.Fatal(err)
	}
	if err := ctx.Run(); err == nil || !strings.HasPrefix(errs.String(), "decode: absent: ") {
		t.Errorf("got %v, %s", err, errs.String())
	}
	if !strings.HasPrefix(out.String(), `{"file":"spot.json"`) {
		t.Errorf("got %s", out.String())
	}
	if _, err := parser.Parse([]string{"decode", "-"}); err != nil || root.Decode.Files[0] != "-" {
		t.Errorf("got %v, %v", root.Decode.Files, err)
	}
}

// The folder with AWS's published events lies beside the repository, and not in it.
func TestPublishedEventsOfAWSDecodeToTheEnd(t *testing.T) {
	files, err := filepath.Glob("../../../shared/events/*.json")
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, "-")
	out, errs, err := decodeAll(spotEvent, false, files...)
	if err != nil || errs != "" {
		t.Errorf("%v: %s", err, errs)
	}
	if got, want := strings.Count(out, "\n"), 4*len(files); got != want {
		t.Errorf("%d lines, want %d", got, want)
	}
}
