package ecs

import (
	"regexp"
	"slices"
	"strings"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// What a task definition requires of an agent are capabilities that agents register as attributes
// (ECS API reference, TaskDefinition, requiresAttributes; amazon-ecs-agent, agent_capability.go).
const (
	capability    = "ecs.capability."
	capabilityOld = "com.amazonaws.ecs.capability."
)

// ecrImage is an image of a private registry of Amazon ECR (ECR user guide, Registries).
var ecrImage = regexp.MustCompile(`^\d{12}\.dkr\.ecr(-fips)?\.[a-z0-9-]+\.amazonaws\.com(\.cn)?/`)

// requireFor adds what one container requires; executed: the task has an execution role.
func (n *need) requireFor(c *types.ContainerDefinition, executed bool) {
	if ecrImage.MatchString(text(c.Image)) {
		n.require(capabilityOld + "ecr-auth")
		if executed {
			n.require(capability + "execution-role-ecr-pull")
		}
	}
	if c.RepositoryCredentials != nil {
		n.require(capability + "private-registry-authentication.secretsmanager")
	}
	if l := c.LogConfiguration; l != nil {
		n.require(capabilityOld + "logging-driver." + string(l.LogDriver))
		if executed && l.LogDriver == types.LogDriverAwslogs {
			n.require(capability + "execution-role-awslogs")
		}
		n.requireSecrets(l.SecretOptions, "bootstrap.log-driver")
	}
	n.requireSecrets(c.Secrets, "environment-variables")
	if c.HealthCheck != nil {
		n.require(capability + "container-health-check")
	}
	if len(c.DependsOn) > 0 {
		n.require(capability + "container-ordering")
	}
	if len(c.EnvironmentFiles) > 0 {
		n.require(capability + "env-files.s3")
	}
	if c.Privileged != nil && *c.Privileged {
		n.require(capabilityOld + "privileged-container")
	}
	if c.FirelensConfiguration != nil {
		n.require(capability + "firelens." + string(c.FirelensConfiguration.Type))
	}
	n.requireAccounts(c)
}

// requireAccounts: group managed service accounts are in the newer field or the older one (ECS
// developer guide, windows-gmsa).
func (n *need) requireAccounts(c *types.ContainerDefinition) {
	for _, spec := range slices.Concat(c.CredentialSpecs, c.DockerSecurityOptions) {
		switch {
		case strings.HasPrefix(spec, "credentialspecdomainless:"):
			n.require(capability + "gmsa-domainless")
		case strings.HasPrefix(spec, "credentialspec:"):
			n.require(capability + "gmsa")
		}
	}
}

// requireSecrets: a secret is in Secrets Manager when its ARN says so, else a parameter (ECS API
// reference, Secret).
func (n *need) requireSecrets(secrets []types.Secret, use string) {
	for _, s := range secrets {
		store := "ssm."
		if strings.Contains(text(s.ValueFrom), ":secretsmanager:") {
			store = "asm."
		}
		n.require(capability + "secrets." + store + use)
	}
}

// requireForTask adds what the task as a whole requires.
func (n *need) requireForTask(in *api.RegisterTaskDefinitionInput) {
	if in.TaskRoleArn != nil {
		n.require(capabilityOld + "task-iam-role")
	}
	if in.PidMode != "" || in.IpcMode != "" {
		n.require(capability + "pid-ipc-namespace-sharing")
	}
	if in.ProxyConfiguration != nil {
		n.require(capability + "aws-appmesh")
	}
	for _, v := range in.Volumes {
		if v.FsxWindowsFileServerVolumeConfiguration != nil {
			n.require(capability + "fsxWindowsFileServer")
		}
		if v.EfsVolumeConfiguration != nil {
			n.require(capability + "efs")
		}
	}
}
