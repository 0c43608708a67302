package lambda

import (
	"strings"

	"sashweight/shared/awssim/wire"
)

// latest is the version of a function that was not published.
const latest = "$LATEST"

const recursionPath = "/2024-08-31/functions/{FunctionName}/recursion-config"

// routes are the operations of the REST API (Lambda API reference, each operation's request
// syntax).
var routes = map[string]string{
	"GetFunctionConfiguration": "GET /2015-03-31/functions/{FunctionName}/configuration" +
		"?Qualifier={Qualifier}",
	"GetFunctionRecursionConfig": "GET " + recursionPath,
	"PutFunctionRecursionConfig": "PUT " + recursionPath,
	"Invoke": "POST /2015-03-31/functions/{FunctionName}/invocations" +
		"?Qualifier={Qualifier}",
	"ListFunctions": "GET /2015-03-31/functions?FunctionVersion={FunctionVersion}&" +
		"Marker={Marker}&MasterRegion={MasterRegion}&MaxItems={MaxItems}",
}

// bindings are the members in headers, and the payloads, which are a body as they are.
var bindings = map[string]wire.Binding{
	"Invoke": {
		Headers: map[string]string{
			"X-Amz-Client-Context":         "ClientContext",
			"X-Amz-Durable-Execution-Arn":  "DurableExecutionArn",
			"X-Amz-Durable-Execution-Name": "DurableExecutionName",
			"X-Amz-Executed-Version":       "ExecutedVersion",
			"X-Amz-Function-Error":         "FunctionError",
			"X-Amz-Invocation-Type":        "InvocationType",
			"X-Amz-Log-Result":             "LogResult",
			"X-Amz-Log-Type":               "LogType",
			"X-Amz-Tenant-Id":              "TenantId",
		},
		Body: "Payload", Status: "StatusCode",
	},
}

func (l *Lambda) serve() {
	l.Service = wire.NewService(wire.Spec{
		ID: "Lambda", Scope: "lambda", Protocol: wire.RESTJSON, Routes: routes, Bindings: bindings,
	})
	wire.On(l.Service, "GetFunctionConfiguration", l.getFunctionConfiguration)
	wire.On(l.Service, "GetFunctionRecursionConfig", l.getRecursion)
	wire.On(l.Service, "PutFunctionRecursionConfig", l.putRecursion)
	wire.On(l.Service, "Invoke", l.invoke)
	wire.On(l.Service, "ListFunctions", l.listFunctions)
}

// named looks a function up by what a request calls it: its name, its ARN, or the end of one such
// as 123456789012:function:name, with or without a qualifier (Lambda API reference, Invoke).
func (l *Lambda) named(name, qualifier *string) (*function, error) {
	text := value(name)
	if i := strings.LastIndex(text, "function:"); i >= 0 {
		text = text[i+len("function:"):]
	}
	text, version, _ := strings.Cut(text, ":")
	if version == "" {
		version = value(qualifier)
	}
	for _, f := range l.functions {
		whole := f.arn == value(name) || strings.HasSuffix(f.arn, ":function:"+text)
		if whole && f.spec.FunctionName == text && (version == "" || version == latest) {
			return f, nil
		}
	}
	arn := l.env.ARN("lambda", "function:"+text)
	if version != "" {
		arn += ":" + version
	}
	return nil, wire.Error("ResourceNotFoundException", "Function not found: %s", arn)
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func notSimulated(member string) error {
	return wire.Error("InvalidParameterValueException", "%s is not simulated", member)
}
