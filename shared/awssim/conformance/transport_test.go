package conformance

import (
	"bytes"
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
	sent, err := io.ReadAll(q.Body)
	if err != nil {
		return nil, err
	}
	r.sent = sent
	if r.status == 0 {
		return nil, errKept
	}
	header := http.Header{"Content-Type": r.reply.header["Content-Type"]}
	return &http.Response{
		StatusCode: r.status, Header: header, Body: io.NopCloser(bytes.NewReader(r.reply.body)),
	}, nil
}
