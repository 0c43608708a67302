package conformance

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
)

// recorder keeps what the SDK sends and answers with a recorded message.
type recorder struct {
	sent   []byte
	status int
	reply  fixture
}

// Do is the SDK's transport.
func (r *recorder) Do(q *http.Request) (*http.Response, error) {
	body := io.Reader(q.Body)
	if q.Header.Get("Content-Encoding") == "gzip" {
		inflated, err := gzip.NewReader(body)
		if err != nil {
			return nil, err
		}
		body = inflated
	}
	sent, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	r.sent = sent
	if r.status == 0 {
		return nil, errKept
	}
	header := http.Header{}
	for _, name := range []string{"Content-Type", "Smithy-Protocol"} {
		header[name] = r.reply.header[name]
	}
	return &http.Response{
		StatusCode: r.status, Header: header, Body: io.NopCloser(bytes.NewReader(r.reply.body)),
	}, nil
}
