package telemetry

import (
	"os"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-xray-sdk-go/v2/instrumentation/awsv2"
	"github.com/aws/aws-xray-sdk-go/v2/xray"
	"github.com/aws/aws-xray-sdk-go/v2/xraylog"
)

// Environment variables that the X-Ray SDK reads; Lambda sets both for every function (Lambda
// developer guide, configuration-envvars).
const (
	envDaemon         = "AWS_XRAY_DAEMON_ADDRESS"
	envContextMissing = "AWS_XRAY_CONTEXT_MISSING"
)

// Instrument makes every client built from cfg report its calls to X-Ray. Where no daemon is
// announced it does nothing, and a call outside a segment is just not traced.
func Instrument(cfg *aws.Config) {
	// The X-Ray SDK logs plain text to standard output, between our JSON lines.
	xray.SetLogger(xraylog.NullLogger)
	if os.Getenv(envDaemon) == "" {
		return
	}
	if os.Getenv(envContextMissing) == "RUNTIME_ERROR" {
		// With this setting the SDK panics on a call without a segment, and its own
		// configuration cannot overrule the environment. No trace is worth an invocation:
		// such calls go without instruments.
		return
	}
	options := slices.Clone(cfg.APIOptions)
	awsv2.AWSV2Instrumentor(&options)
	cfg.APIOptions = options
}
