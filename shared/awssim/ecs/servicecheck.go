package ecs

import (
	"slices"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func (e *ECS) checkCreate(
	c *cluster, in *api.CreateServiceInput,
) (*definition, types.DeploymentConfiguration, error) {
	var none types.DeploymentConfiguration
	if !serviceTitle.MatchString(text(in.ServiceName)) {
		return nil, none, invalid("Service name can contain up to 255 letters, numbers, hyphens " +
			"and underscores.")
	}
	if err := refuseCreate(in); err != nil {
		return nil, none, err
	}
	if err := checkScheduling(in); err != nil {
		return nil, none, err
	}
	d, err := e.activeDefinition(text(in.TaskDefinition))
	if err != nil {
		return nil, none, err
	}
	daemon := in.SchedulingStrategy == types.SchedulingStrategyDaemon
	rules, err := e.rulesOf(defaultRules(daemon), in.DeploymentConfiguration, daemon)
	if err != nil {
		return nil, none, err
	}
	external := in.LaunchType == types.LaunchTypeExternal
	if err := d.checkExternal(external, in.LoadBalancers); err != nil {
		return nil, none, err
	}
	if err := e.checkBalancers(d, in.LoadBalancers); err != nil {
		return nil, none, err
	}
	if _, err := c.strategyOf(in.LaunchType, in.CapacityProviderStrategy); err != nil {
		return nil, none, err
	}
	_, err = newPlacing(c, d, in.PlacementConstraints, in.PlacementStrategy)
	return d, rules, err
}

func checkScheduling(in *api.CreateServiceInput) error {
	switch in.SchedulingStrategy {
	case "", types.SchedulingStrategyReplica:
		if in.DesiredCount == nil {
			return invalid("DesiredCount is required for a service of the REPLICA scheduling " +
				"strategy.")
		}
		return checkDesired(in.DesiredCount)
	case types.SchedulingStrategyDaemon:
		return checkDaemon(in.DesiredCount, in.PlacementStrategy, in.CapacityProviderStrategy)
	}
	return invalid("Scheduling strategy %s is not valid.", in.SchedulingStrategy)
}

func checkDesired(n *int32) error {
	if n != nil && *n < 0 {
		return invalid("Desired count must not be negative.")
	}
	return nil
}

// refuseCreate names the first parameter that is not simulated.
func refuseCreate(in *api.CreateServiceInput) error {
	controller := in.DeploymentController
	for _, p := range []struct {
		name  string
		given bool
	}{
		{"launchType " + string(in.LaunchType),
			!knownLaunch(in.LaunchType)},
		{"deploymentController",
			controller != nil && controller.Type != types.DeploymentControllerTypeEcs},
		{"availabilityZoneRebalancing ENABLED",
			in.AvailabilityZoneRebalancing == types.AvailabilityZoneRebalancingEnabled},
		{"gatewayConnectors", len(in.GatewayConnectors) > 0},
		{"serviceConnectConfiguration", in.ServiceConnectConfiguration != nil},
		{"serviceRegistries", len(in.ServiceRegistries) > 0},
		{"volumeConfigurations", len(in.VolumeConfigurations) > 0},
		{"vpcLatticeConfigurations", len(in.VpcLatticeConfigurations) > 0},
	} {
		if p.given {
			return later(p.name)
		}
	}
	return nil
}

func (e *ECS) checkUpdate(
	s *service, in *api.UpdateServiceInput,
) (*definition, types.DeploymentConfiguration, error) {
	if err := refuseUpdate(in); err != nil {
		return nil, s.rules, err
	}
	if err := s.checkStrategyUpdate(in); err != nil {
		return nil, s.rules, err
	}
	if s.daemon {
		err := checkDaemon(in.DesiredCount, in.PlacementStrategy, in.CapacityProviderStrategy)
		if err != nil {
			return nil, s.rules, err
		}
	}
	if err := checkDesired(in.DesiredCount); err != nil {
		return nil, s.rules, err
	}
	d := s.primary().def
	if in.TaskDefinition != nil {
		var err error
		if d, err = e.activeDefinition(*in.TaskDefinition); err != nil {
			return nil, s.rules, err
		}
	}
	rules, err := e.rulesOf(s.rules, in.DeploymentConfiguration, s.daemon)
	if err != nil {
		return nil, s.rules, err
	}
	balancers := in.LoadBalancers
	if balancers == nil {
		balancers = s.primary().balancers
	}
	if err := d.checkExternal(s.external, balancers); err != nil {
		return nil, s.rules, err
	}
	if err := e.checkBalancers(d, balancers); err != nil {
		return nil, s.rules, err
	}
	constraints, strategy := in.PlacementConstraints, in.PlacementStrategy
	if constraints == nil {
		constraints = s.constraints
	}
	if strategy == nil {
		strategy = s.strategy
	}
	_, err = newPlacing(s.cluster, d, constraints, strategy)
	return d, rules, err
}

func refuseUpdate(in *api.UpdateServiceInput) error {
	controller := in.DeploymentController
	for _, p := range []struct {
		name  string
		given bool
	}{
		{"deploymentController",
			controller != nil && controller.Type != types.DeploymentControllerTypeEcs},
		{"availabilityZoneRebalancing ENABLED",
			in.AvailabilityZoneRebalancing == types.AvailabilityZoneRebalancingEnabled},
		{"gatewayConnectors", len(in.GatewayConnectors) > 0},
		{"serviceConnectConfiguration", in.ServiceConnectConfiguration != nil},
		{"serviceRegistries", len(in.ServiceRegistries) > 0},
		{"volumeConfigurations", len(in.VolumeConfigurations) > 0},
		{"vpcLatticeConfigurations", len(in.VpcLatticeConfigurations) > 0},
	} {
		if p.given {
			return later(p.name)
		}
	}
	return nil
}

// defaultRules are those of replica or daemon services (ECS API reference,
// DeploymentConfiguration).
func defaultRules(daemon bool) types.DeploymentConfiguration {
	least, most := int32(100), int32(200)
	if daemon {
		least, most = 0, 100
	}
	return types.DeploymentConfiguration{
		MinimumHealthyPercent: &least, MaximumPercent: &most,
		Strategy:                 types.DeploymentStrategyRolling,
		DeploymentCircuitBreaker: &types.DeploymentCircuitBreaker{},
	}
}

// laterRules refuses what is not simulated of a deployment configuration.
func laterRules(in *types.DeploymentConfiguration) error {
	switch {
	case in.Strategy != "" && in.Strategy != types.DeploymentStrategyRolling:
		return later("deploymentConfiguration.strategy " + string(in.Strategy))
	case in.BakeTimeInMinutes != nil || in.EarlySuccessCriteria != nil:
		return later("deploymentConfiguration.bakeTimeInMinutes and earlySuccessCriteria")
	case len(in.LifecycleHooks) > 0:
		return later("deploymentConfiguration.lifecycleHooks")
	}
	return nil
}

// rulesOf lays a caller's deployment configuration over the present one.
func (e *ECS) rulesOf(
	rules types.DeploymentConfiguration, in *types.DeploymentConfiguration, daemon bool,
) (types.DeploymentConfiguration, error) {
	if in == nil {
		return rules, nil
	}
	if err := laterRules(in); err != nil {
		return rules, err
	}
	if err := e.checkAlarms(in.Alarms); err != nil {
		return rules, err
	}
	if in.Alarms != nil {
		rules.Alarms = new(*in.Alarms)
		rules.Alarms.AlarmNames = slices.Clone(in.Alarms.AlarmNames)
	}
	if b := in.DeploymentCircuitBreaker; b != nil {
		if err := checkBreaker(b); err != nil {
			return rules, err
		}
		rules.DeploymentCircuitBreaker = new(*b)
	}
	if in.MinimumHealthyPercent != nil {
		rules.MinimumHealthyPercent = new(*in.MinimumHealthyPercent)
	}
	if in.MaximumPercent != nil {
		rules.MaximumPercent = new(*in.MaximumPercent)
	}
	least, most := *rules.MinimumHealthyPercent, *rules.MaximumPercent
	if daemon && most != 100 {
		return rules, invalid("Deployment configuration is not valid: maximumPercent must be 100 " +
			"for a service of the DAEMON scheduling strategy.")
	}
	if least < 0 || most < 100 || least > most {
		return rules, invalid("Deployment configuration is not valid: minimumHealthyPercent must " +
			"be between 0 and maximumPercent, which must be at least 100.")
	}
	return rules, nil
}
