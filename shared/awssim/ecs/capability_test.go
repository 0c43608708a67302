package ecs

import (
	"strings"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/host"
)

// DEF-7: what a task definition uses shows as attributes that it requires of agents.
func TestDefinitionRequiresWhatItUses(t *testing.T) {
	w := newWorld(t)
	const ecr = "111122223333.dkr.ecr.us-east-1.amazonaws.com/app:1"
	for _, c := range []struct {
		edit     func(*types.ContainerDefinition)
		executed bool
		want     string
	}{
		{func(c *types.ContainerDefinition) { c.Image = new("mcr.microsoft.com/iis") }, true, ""},
		{func(c *types.ContainerDefinition) { c.Image = new(ecr) }, false, "ecr-auth"},
		{func(c *types.ContainerDefinition) { c.Image = new(ecr) }, true,
			"ecr-auth execution-role-ecr-pull"},
		{func(c *types.ContainerDefinition) {
			c.Secrets = []types.Secret{
				{Name: new("A"), ValueFrom: new("arn:aws:secretsmanager:us-east-1:1:secret:a")},
				{Name: new("B"), ValueFrom: new("/app/b")},
			}
		}, true, "secrets.asm.environment-variables secrets.ssm.environment-variables"},
		{func(c *types.ContainerDefinition) {
			c.LogConfiguration = &types.LogConfiguration{LogDriver: types.LogDriverAwslogs}
		}, true, "logging-driver.awslogs execution-role-awslogs"},
		{func(c *types.ContainerDefinition) { c.Privileged = new(true) }, false,
			"privileged-container"},
		{func(c *types.ContainerDefinition) {
			c.CredentialSpecs = []string{"credentialspecdomainless:arn:aws:s3:::b/k"}
		}, true, "gmsa-domainless"},
	} {
		in := &api.RegisterTaskDefinitionInput{Family: new("web")}
		k := container("app")
		c.edit(&k)
		in.ContainerDefinitions = []types.ContainerDefinition{k}
		if c.executed {
			in.ExecutionRoleArn = new("arn:aws:iam::111122223333:role/exec")
		}
		var got []string
		d := must(w.client.RegisterTaskDefinition(w.ctx, in))(t).TaskDefinition
		for _, a := range d.RequiresAttributes {
			_, name, _ := strings.Cut(*a.Name, "capability.")
			got = append(got, name)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("it requires %v, want %s", got, c.want)
		}
	}
}

// DEF-8: an agent without a capability does not get the task.
func TestAgentWithoutACapabilityGetsNoTask(t *testing.T) {
	w := newWorld(t)
	w.nodes(1)
	w.define("gmsa", func(c *types.ContainerDefinition) {
		c.CredentialSpecs = []string{"credentialspec:file://web.json"}
	})
	if out := w.run("gmsa", 1); len(out.Failures) != 1 || *out.Failures[0].Reason != "ATTRIBUTE" {
		t.Errorf("failures are %v", out.Failures)
	}
	w.serve("gmsa", 1, 100, 200)
	w.kernel.Advance(time.Second)
	if !w.hasEvent("gmsa", "is missing an attribute required by your task") {
		t.Error("no service event says what is missing")
	}
	must(w.machines.Launch(host.Template{
		CPU: 2048, Memory: 4096, Cluster: "prod", OSFamily: "WINDOWS_SERVER_2022_CORE",
		Agent: host.AgentConfig{GMSA: true},
	}, "us-east-1a", ""))(t)
	w.kernel.Advance(time.Minute)
	w.wantStates(nil, "[RUNNING/RUNNING:1]")
}
