// Package ec2 is Amazon EC2 in the simulated account: the API over the machines of package host,
// launch templates and images, and the networks that machines stand in. Machines are launched by
// Auto Scaling too; this package tells of all of them. No packet ever flows: networks, security
// groups and key pairs are kept and checked as EC2 does, and that is all.
package ec2

import (
	"context"
	"reflect"

	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// EC2 is the service of one account.
type EC2 struct {
	// Service has the operations.
	Service *wire.Service

	env      *kernel.Env
	machines *host.Machines

	instances map[string]*instance
	tags      map[string]map[string]string // resource → key → value
	tokens    map[string]request           // client token of RunInstances
	templates *store[template]
	groups    *store[group]
	vpcs      *store[vpc]
	subnets   map[string]*subnet
	gateways  *store[gateway]
	routes    *store[routeTable]
	keys      *store[keyPair]
}

// New returns the service over the account's machines, with the default VPC.
func New(env *kernel.Env, machines *host.Machines) *EC2 {
	e := &EC2{
		Service: wire.NewService(wire.Spec{
			ID: "EC2", Scope: "ec2", Protocol: wire.EC2Query,
			Namespace: "http://ec2.amazonaws.com/doc/2016-11-15/",
		}),
		env: env, machines: machines,
		instances: map[string]*instance{}, tags: map[string]map[string]string{},
		tokens: map[string]request{}, subnets: map[string]*subnet{},
		templates: newStore[template](), groups: newStore[group](), vpcs: newStore[vpc](),
		gateways: newStore[gateway](), routes: newStore[routeTable](), keys: newStore[keyPair](),
	}
	e.defaultNetwork()
	machines.Watch(e.machineChanged)
	e.serveInstances()
	e.serveTemplates()
	e.serveImages()
	e.serveNetworks()
	e.serveRest()
	return e
}

func (e *EC2) serveInstances() {
	on(e, "RunInstances", e.runInstances)
	on(e, "DescribeInstances", e.describeInstances)
	on(e, "DescribeInstanceStatus", e.describeInstanceStatus)
	on(e, "TerminateInstances", e.terminateInstances)
	on(e, "StartInstances", e.startInstances)
	on(e, "StopInstances", e.stopInstances)
	on(e, "RebootInstances", e.rebootInstances)
	on(e, "DescribeInstanceTypes", e.describeInstanceTypes)
	on(e, "DescribeInstanceTypeOfferings", e.describeInstanceTypeOfferings)
	on(e, "DescribeVolumes", e.describeVolumes)
	on(e, "DescribeNetworkInterfaces", e.describeNetworkInterfaces)
}

func (e *EC2) serveTemplates() {
	on(e, "CreateLaunchTemplate", e.createLaunchTemplate)
	on(e, "CreateLaunchTemplateVersion", e.createLaunchTemplateVersion)
	on(e, "ModifyLaunchTemplate", e.modifyLaunchTemplate)
	on(e, "DeleteLaunchTemplate", e.deleteLaunchTemplate)
	on(e, "DeleteLaunchTemplateVersions", e.deleteLaunchTemplateVersions)
	on(e, "DescribeLaunchTemplates", e.describeLaunchTemplates)
	on(e, "DescribeLaunchTemplateVersions", e.describeLaunchTemplateVersions)
}

func (e *EC2) serveImages() {
	on(e, "DescribeImages", e.describeImages)
	on(e, "CreateImage", e.createImage)
	on(e, "DeregisterImage", e.deregisterImage)
	on(e, "EnableImageDeprecation", e.enableImageDeprecation)
	on(e, "DisableImageDeprecation", e.disableImageDeprecation)
	on(e, "ModifyImageAttribute", e.modifyImageAttribute)
}

func (e *EC2) serveNetworks() {
	on(e, "CreateVpc", e.createVpc)
	on(e, "DescribeVpcs", e.describeVpcs)
	on(e, "DeleteVpc", e.deleteVpc)
	on(e, "ModifyVpcAttribute", e.modifyVpcAttribute)
	on(e, "DescribeVpcAttribute", e.describeVpcAttribute)
	on(e, "CreateSubnet", e.createSubnet)
	on(e, "DescribeSubnets", e.describeSubnets)
	on(e, "DeleteSubnet", e.deleteSubnet)
	on(e, "ModifySubnetAttribute", e.modifySubnetAttribute)
	on(e, "CreateSecurityGroup", e.createSecurityGroup)
	on(e, "DescribeSecurityGroups", e.describeSecurityGroups)
	on(e, "DeleteSecurityGroup", e.deleteSecurityGroup)
	on(e, "AuthorizeSecurityGroupIngress", e.authorizeIngress)
	on(e, "AuthorizeSecurityGroupEgress", e.authorizeEgress)
	on(e, "RevokeSecurityGroupIngress", e.revokeIngress)
	on(e, "RevokeSecurityGroupEgress", e.revokeEgress)
	on(e, "CreateInternetGateway", e.createInternetGateway)
	on(e, "AttachInternetGateway", e.attachInternetGateway)
	on(e, "DetachInternetGateway", e.detachInternetGateway)
	on(e, "DeleteInternetGateway", e.deleteInternetGateway)
	on(e, "DescribeInternetGateways", e.describeInternetGateways)
	on(e, "CreateRouteTable", e.createRouteTable)
	on(e, "CreateRoute", e.createRoute)
	on(e, "AssociateRouteTable", e.associateRouteTable)
	on(e, "DisassociateRouteTable", e.disassociateRouteTable)
	on(e, "DeleteRouteTable", e.deleteRouteTable)
	on(e, "DescribeRouteTables", e.describeRouteTables)
}

func (e *EC2) serveRest() {
	on(e, "CreateKeyPair", e.createKeyPair)
	on(e, "ImportKeyPair", e.importKeyPair)
	on(e, "DescribeKeyPairs", e.describeKeyPairs)
	on(e, "DeleteKeyPair", e.deleteKeyPair)
	on(e, "CreateTags", e.createTags)
	on(e, "DeleteTags", e.deleteTags)
	on(e, "DescribeTags", e.describeTags)
	on(e, "DescribeAvailabilityZones", e.describeAvailabilityZones)
	on(e, "DescribeRegions", e.describeRegions)
	on(e, "DescribeAccountAttributes", e.describeAccountAttributes)
}

// on registers an operation. A dry run says that it would have succeeded (EC2 API reference,
// CommonParameters).
func on[I, O any](e *EC2, name string, f func(*I) (*O, error)) {
	wire.On(e.Service, name, func(_ context.Context, in *I) (*O, error) {
		dry := reflect.ValueOf(in).Elem().FieldByName("DryRun")
		if dry.IsValid() && !dry.IsNil() && dry.Elem().Bool() {
			return nil, fail("DryRunOperation",
				"Request would have succeeded, but DryRun flag is set.")
		}
		return f(in)
	})
}

// store keeps things by their ids in the order in which they were made.
type store[T any] struct {
	ids  []string
	byID map[string]*T
}

func newStore[T any]() *store[T] { return &store[T]{byID: map[string]*T{}} }

func (s *store[T]) add(id string, x *T) {
	s.ids = append(s.ids, id)
	s.byID[id] = x
}

func (s *store[T]) remove(id string) {
	delete(s.byID, id)
	kept := s.ids[:0:0]
	for _, have := range s.ids {
		if have != id {
			kept = append(kept, have)
		}
	}
	s.ids = kept
}

func (s *store[T]) all() []*T {
	out := make([]*T, len(s.ids))
	for n, id := range s.ids {
		out[n] = s.byID[id]
	}
	return out
}
