// Package runtimeapi runs a built Lambda function on this machine: it starts the program and serves
// it the Lambda Runtime API on loopback (Lambda developer guide, runtimes-api). No container and
// no emulator is needed, and the program is the one that would be deployed.
package runtimeapi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"sync"
	"time"

	"sashweight/shared/clock"
)

// Spec is a function to start.
type Spec struct {
	// Program is the path of the built bootstrap.
	Program string
	// Env is added to what Lambda itself sets, a NAME=value each. Nothing is inherited.
	Env []string
	// Log takes what the program writes to standard output and standard error; nil drops it.
	Log io.Writer
	// Timeout is the function's; zero is one minute.
	Timeout time.Duration
}

// Function is one running execution environment. It serves one invocation at a time, as Lambda's
// do.
type Function struct {
	// Init is how long the program took from its start until it asked for its first invocation.
	Init time.Duration

	spec   Spec
	clock  clock.Clock
	cmd    *exec.Cmd
	server *http.Server
	log    tail

	asked   chan time.Time // the program asks for an invocation
	work    chan invocation
	answers chan answer
	refused chan *Error   // the program reports that it cannot start
	closed  chan struct{} // Close was called
	exited  chan struct{} // the program has ended; exit says how
	exit    error
	stop    context.CancelFunc
	running sync.WaitGroup
	count   int
}

// grace is how long the output of an ended program is still waited for.
const grace = 2 * time.Second

// Start runs the program until it is ready for its first invocation. The program ends when ctx
// does, or with Close, which the caller must call. A program that reports an error instead of
// becoming ready is an *Error.
func Start(ctx context.Context, spec Spec) (*Function, error) {
	if spec.Timeout == 0 {
		spec.Timeout = time.Minute
	}
	f := &Function{
		spec: spec, clock: clock.Real{}, asked: make(chan time.Time, 1),
		work: make(chan invocation), answers: make(chan answer, 1), refused: make(chan *Error, 1),
		closed: make(chan struct{}), exited: make(chan struct{}),
	}
	f.log.next = spec.Log
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", spec.Program, err)
	}
	f.server = &http.Server{Handler: f.routes(), ReadHeaderTimeout: 10 * time.Second}
	f.running.Go(func() { _ = f.server.Serve(l) }) // it returns when Close closes the server
	began, err := f.exec(ctx, l.Addr().String())
	if err == nil {
		err = f.ready(ctx, began)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start %s: %w", spec.Program, err), f.Close())
	}
	return f, nil
}

// exec starts the program and returns when it did.
func (f *Function) exec(ctx context.Context, addr string) (time.Time, error) {
	ctx, f.stop = context.WithCancel(ctx)
	f.cmd = exec.CommandContext(ctx, f.spec.Program)
	f.cmd.Env = append([]string{
		"AWS_LAMBDA_RUNTIME_API=" + addr,
		"AWS_LAMBDA_FUNCTION_NAME=" + name,
		"AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=256",
		"AWS_XRAY_DAEMON_ADDRESS=127.0.0.1:2000",
		"AWS_XRAY_CONTEXT_MISSING=LOG_ERROR",
		"LAMBDA_TASK_ROOT=/var/task",
		"_HANDLER=bootstrap",
	}, f.spec.Env...)
	f.cmd.Stdout, f.cmd.Stderr, f.cmd.WaitDelay = &f.log, &f.log, grace
	began := f.clock.Now()
	if err := f.cmd.Start(); err != nil {
		close(f.exited)
		return began, err
	}
	f.running.Go(func() {
		f.exit = f.cmd.Wait()
		close(f.exited)
	})
	return began, nil
}

func (f *Function) ready(ctx context.Context, began time.Time) error {
	select {
	case at := <-f.asked:
		f.Init = at.Sub(began)
		f.asked <- at // it still waits for its first invocation
		return nil
	case refusal := <-f.refused:
		return refusal
	case <-f.exited:
		return f.ended()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// ended is the error of a program that has ended although it should not have.
func (f *Function) ended() error {
	if f.exit != nil {
		return fmt.Errorf("the program ended: %w; it wrote: %s", f.exit, f.log.text())
	}
	return fmt.Errorf("the program ended; it wrote: %s", f.log.text())
}

// Close ends the program and the API, and returns once both are gone. It may be called again.
func (f *Function) Close() error {
	select {
	case <-f.closed:
		return nil
	default:
		close(f.closed)
	}
	if f.stop != nil {
		f.stop() // kills the program, as Lambda does in the end
		<-f.exited
	}
	err := f.server.Close()
	f.running.Wait()
	if err != nil {
		return fmt.Errorf("stop %s: %w", f.spec.Program, err)
	}
	return nil
}
