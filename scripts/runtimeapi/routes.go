package runtimeapi

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
)

const (
	// name is what every function here is called.
	name = "function"
	arn  = "arn:aws:lambda:us-east-1:123456789012:function:" + name
	// responseMax is Lambda's largest response, in bytes (Lambda developer guide,
	// gettingstarted-limits).
	responseMax = 6 << 20
	root        = "/2018-06-01/runtime/"
)

// routes is the Lambda Runtime API.
func (f *Function) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+root+"invocation/next", f.next)
	mux.HandleFunc("POST "+root+"invocation/{id}/response", f.response)
	mux.HandleFunc("POST "+root+"invocation/{id}/error", f.failure)
	mux.HandleFunc("POST "+root+"init/error", f.noInit)
	return mux
}

// next holds the request until there is an invocation.
func (f *Function) next(w http.ResponseWriter, r *http.Request) {
	select {
	case f.asked <- f.clock.Now():
	default: // the program asks again although nothing was handed to it
	}
	select {
	case in := <-f.work:
		f.hand(w, in)
	case <-r.Context().Done():
	case <-f.closed:
	}
}

func (f *Function) hand(w http.ResponseWriter, in invocation) {
	deadline := f.clock.Now().Add(f.spec.Timeout).UnixMilli()
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Lambda-Runtime-Aws-Request-Id", in.id)
	h.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(deadline, 10))
	h.Set("Lambda-Runtime-Invoked-Function-Arn", arn)
	h.Set("Lambda-Runtime-Trace-Id",
		"Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1")
	_, _ = w.Write(in.payload) // a program that no longer listens has ended, which Invoke sees
}

func (f *Function) response(w http.ResponseWriter, r *http.Request) {
	body, err := read(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		return
	}
	f.answer(w, answer{id: r.PathValue("id"), response: body})
}

func (f *Function) failure(w http.ResponseWriter, r *http.Request) {
	f.answer(w, answer{id: r.PathValue("id"), err: reported(r)})
}

func (f *Function) answer(w http.ResponseWriter, a answer) {
	select {
	case f.answers <- a:
		w.WriteHeader(http.StatusAccepted)
	default:
		http.Error(w, "an answer is there already", http.StatusForbidden)
	}
}

func (f *Function) noInit(w http.ResponseWriter, r *http.Request) {
	select {
	case f.refused <- reported(r):
	default: // once is enough
	}
	w.WriteHeader(http.StatusAccepted)
}

// reported reads the error that a function reports.
func reported(r *http.Request) *Error {
	body, err := read(r)
	if err != nil {
		return &Error{Type: "Unreadable", Message: err.Error()}
	}
	var e Error
	if err := json.Unmarshal(body, &e); err != nil {
		return &Error{Type: "Unreadable", Message: string(body)}
	}
	return &e
}

func read(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, responseMax+1))
	if err == nil && len(body) > responseMax {
		err = errors.New("the response is larger than Lambda takes")
	}
	return body, err
}
