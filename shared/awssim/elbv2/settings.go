package elbv2

import (
	"regexp"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// title is what target groups and load balancers may be called: at most 32 letters, digits and
// hyphens, no hyphen at either end (Elastic Load Balancing API reference, CreateTargetGroup).
var title = regexp.MustCompile(`^[a-zA-Z0-9]([a-zA-Z0-9-]{0,30}[a-zA-Z0-9])?$`)

func checkCreate(in *api.CreateTargetGroupInput) error {
	switch kind := in.TargetType; {
	case in.Name == nil:
		return required("Name")
	case !title.MatchString(*in.Name):
		return invalid("Target group name '%s' is not valid: it can have up to 32 letters, "+
			"numbers and hyphens and cannot begin or end with a hyphen", *in.Name)
	case kind != "" && kind != types.TargetTypeEnumInstance && kind != types.TargetTypeEnumIp:
		return later("TargetType " + string(kind))
	case in.Port == nil:
		return invalid("A port must be specified")
	case *in.Port < 1 || *in.Port > 65535:
		return invalid("Port '%d' must be between 1 and 65535", *in.Port)
	case in.Protocol == "":
		return invalid("A protocol must be specified")
	case in.TargetControlPort != nil:
		return later("TargetControlPort")
	case !knownProtocol(in.Protocol):
		return later("Protocol " + string(in.Protocol))
	}
	return nil
}

func knownProtocol(p types.ProtocolEnum) bool {
	switch p {
	case types.ProtocolEnumHttp, types.ProtocolEnumHttps, types.ProtocolEnumTcp,
		types.ProtocolEnumTls, types.ProtocolEnumUdp, types.ProtocolEnumTcpUdp:
		return true
	}
	return false
}

func webProtocol(p types.ProtocolEnum) bool {
	return p == types.ProtocolEnumHttp || p == types.ProtocolEnumHttps
}

// settings are those of a new target group, its defaults filled in (Elastic Load Balancing API
// reference, CreateTargetGroup).
func settings(in *api.CreateTargetGroupInput) types.TargetGroup {
	web := webProtocol(in.Protocol)
	set := types.TargetGroup{
		TargetGroupName: new(*in.Name), Port: new(*in.Port), Protocol: in.Protocol,
		TargetType: in.TargetType, VpcId: copied(in.VpcId), IpAddressType: in.IpAddressType,
		ProtocolVersion: copied(in.ProtocolVersion), HealthCheckEnabled: new(true),
		HealthCheckPort: new("traffic-port"), HealthCheckIntervalSeconds: new(int32(30)),
		HealthyThresholdCount: new(int32(5)), UnhealthyThresholdCount: new(int32(2)),
		HealthCheckProtocol: types.ProtocolEnumTcp, HealthCheckTimeoutSeconds: new(int32(10)),
	}
	if set.TargetType == "" {
		set.TargetType = types.TargetTypeEnumInstance
	}
	if set.IpAddressType == "" {
		set.IpAddressType = types.TargetGroupIpAddressTypeEnumIpv4
	}
	if web {
		set.HealthCheckProtocol = types.ProtocolEnumHttp
		set.HealthCheckTimeoutSeconds = new(int32(5))
		if set.ProtocolVersion == nil {
			set.ProtocolVersion = new("HTTP1")
		}
	}
	changeHealth(&set, &api.ModifyTargetGroupInput{
		HealthCheckEnabled:         in.HealthCheckEnabled,
		HealthCheckIntervalSeconds: in.HealthCheckIntervalSeconds,
		HealthCheckPath:            in.HealthCheckPath, HealthCheckPort: in.HealthCheckPort,
		HealthCheckProtocol:       in.HealthCheckProtocol,
		HealthCheckTimeoutSeconds: in.HealthCheckTimeoutSeconds,
		HealthyThresholdCount:     in.HealthyThresholdCount, Matcher: in.Matcher,
		UnhealthyThresholdCount: in.UnhealthyThresholdCount,
	})
	return set
}

// changeHealth lays given health check settings over the present ones. A check over HTTP has a
// path and a matcher.
func changeHealth(set *types.TargetGroup, in *api.ModifyTargetGroupInput) {
	over(&set.HealthCheckEnabled, in.HealthCheckEnabled)
	over(&set.HealthCheckIntervalSeconds, in.HealthCheckIntervalSeconds)
	over(&set.HealthCheckPath, in.HealthCheckPath)
	over(&set.HealthCheckPort, in.HealthCheckPort)
	over(&set.HealthCheckTimeoutSeconds, in.HealthCheckTimeoutSeconds)
	over(&set.HealthyThresholdCount, in.HealthyThresholdCount)
	over(&set.UnhealthyThresholdCount, in.UnhealthyThresholdCount)
	if in.HealthCheckProtocol != "" {
		set.HealthCheckProtocol = in.HealthCheckProtocol
	}
	if in.Matcher != nil {
		set.Matcher = &types.Matcher{
			GrpcCode: copied(in.Matcher.GrpcCode), HttpCode: copied(in.Matcher.HttpCode),
		}
	}
	if webProtocol(set.HealthCheckProtocol) {
		if set.HealthCheckPath == nil {
			set.HealthCheckPath = new("/")
		}
		if set.Matcher == nil {
			set.Matcher = &types.Matcher{HttpCode: new("200")}
		}
	}
}

func over[T any](to **T, from *T) {
	if from != nil {
		*to = new(*from)
	}
}

// copied is a pointer to a copy: a request's values may be its caller's, and are never kept.
func copied[T any](p *T) *T {
	if p == nil {
		return nil
	}
	return new(*p)
}

func checkHealth(set *types.TargetGroup) error {
	for _, x := range []struct {
		name        string
		value       int32
		least, most int32
	}{
		{"Health check interval", *set.HealthCheckIntervalSeconds, 5, 300},
		{"Health check timeout", *set.HealthCheckTimeoutSeconds, 2, 120},
		{"Healthy threshold count", *set.HealthyThresholdCount, 2, 10},
		{"Unhealthy threshold count", *set.UnhealthyThresholdCount, 2, 10},
	} {
		if x.value < x.least || x.value > x.most {
			return invalid("%s '%d' must be between %d and %d", x.name, x.value, x.least, x.most)
		}
	}
	if *set.HealthCheckTimeoutSeconds >= *set.HealthCheckIntervalSeconds {
		return invalid("Health check timeout '%d' must be smaller than the interval '%d'",
			*set.HealthCheckTimeoutSeconds, *set.HealthCheckIntervalSeconds)
	}
	if set.TargetType == types.TargetTypeEnumIp && !*set.HealthCheckEnabled {
		return invalid("Health check enabled must be true for target groups with target type 'ip'")
	}
	port := aws.ToString(set.HealthCheckPort)
	if n, err := strconv.Atoi(port); port != "traffic-port" && (err != nil || n < 1 || n > 65535) {
		return invalid("Health check port '%s' must be 'traffic-port' or between 1 and 65535", port)
	}
	return nil
}
