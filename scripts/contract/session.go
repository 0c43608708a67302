package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// own is what everything of the session is called.
const own = "session"

// image is the public parameter that names the newest Windows image with the ECS agent.
const image = "/aws/service/ami-windows-latest/" +
	"Windows_Server-2022-English-Core-ECS_Optimized/image_id"

// session is one working day on an account that begins empty.
var session = []check{
	{"ecs create-cluster makes a cluster", makeCluster},
	{"ssm get-parameter and ec2 create-launch-template make a launch template", makeTemplate},
	{"autoscaling create-auto-scaling-group makes a group", makeGroup},
	{"ecs list-container-instances finds its nodes once they have booted", nodesRegister},
	{"ec2 describe-instances describes them", describesInstances},
	{"ecs register-task-definition makes a first revision", defineTask},
	{"ecs create-service makes a service", makeService},
	{"ecs describe-services sees all of its tasks run", runs(3)},
	{"ecs update-container-instances-state drains a node", drainOwn},
	{"ecs describe-services sees all of its tasks run on the other", runs(3)},
	{"ecs update-service scales in", scaleTo(1)},
	{"ecs describe-services sees one task run", runs(1)},
	{"cloudwatch put-metric-alarm makes an alarm", silent("cloudwatch", "put-metric-alarm",
		"--alarm-name", own, "--namespace", "AWS/ECS", "--metric-name", "CPUReservation",
		"--dimensions", "Name=ClusterName,Value="+own, "--statistic", "Average", "--period", "60",
		"--evaluation-periods", "1", "--threshold", "80",
		"--comparison-operator", "GreaterThanThreshold")},
	{"cloudwatch describe-alarms describes it", describesAlarms},
	{"ssm get-parameters-by-path reads public parameters", publicParameters},
	{"ecs delete-service ends the service", deleteService},
	{"autoscaling delete-auto-scaling-group ends the group", silent("autoscaling",
		"delete-auto-scaling-group", "--auto-scaling-group-name", own, "--force-delete")},
	{"ecs delete-cluster ends the cluster once its nodes are gone", deleteCluster},
}

// silent calls an operation that answers nothing.
func silent(args ...string) func(context.Context, *cli) error {
	return func(ctx context.Context, c *cli) error {
		_, errs, err := c.output(ctx, args)
		if err != nil {
			return errors.Join(err, errors.New(string(errs)))
		}
		return nil
	}
}

func makeCluster(ctx context.Context, c *cli) error {
	var out struct {
		Cluster struct{ ClusterName, Status string }
	}
	err := c.run(ctx, &out, "ecs", "create-cluster", "--cluster-name", own)
	return errors.Join(err, want("name", out.Cluster.ClusterName, own),
		want("status", out.Cluster.Status, "ACTIVE"))
}

func makeTemplate(ctx context.Context, c *cli) error {
	var named struct {
		Parameter struct{ Value, DataType string }
	}
	err := c.run(ctx, &named, "ssm", "get-parameter", "--name", image)
	if err != nil {
		return err
	}
	user := base64.StdEncoding.EncodeToString([]byte(
		"<powershell>\nInitialize-ECSAgent -Cluster '" + own + "'\n</powershell>"))
	var out struct {
		LaunchTemplate struct {
			LaunchTemplateName  string
			LatestVersionNumber int
		}
	}
	err = c.run(ctx, &out, "ec2", "create-launch-template", "--launch-template-name", own,
		"--launch-template-data", fmt.Sprintf(
			`{"ImageId":%q,"InstanceType":"m5.large","UserData":%q}`, named.Parameter.Value, user))
	return errors.Join(err, want("data type", named.Parameter.DataType, "aws:ec2:image"),
		want("name", out.LaunchTemplate.LaunchTemplateName, own),
		want("version", out.LaunchTemplate.LatestVersionNumber, 1))
}

func makeGroup(ctx context.Context, c *cli) error {
	return silent("autoscaling", "create-auto-scaling-group", "--auto-scaling-group-name", own,
		"--min-size", "0", "--max-size", "3", "--desired-capacity", "2", "--availability-zones",
		"us-east-1a", "us-east-1b", "--launch-template", "LaunchTemplateName="+own)(ctx, c)
}

func nodesRegister(ctx context.Context, c *cli) error {
	return eventually(func() error {
		var out struct{ ContainerInstanceArns []string }
		err := c.run(ctx, &out, "ecs", "list-container-instances", "--cluster", own)
		c.nodes = out.ContainerInstanceArns
		return errors.Join(err, want("nodes", len(c.nodes), 2))
	})
}

func describesInstances(ctx context.Context, c *cli) error {
	var out struct {
		Reservations []struct {
			Instances []struct {
				InstanceType, Platform string
				State                  struct{ Name string }
			}
		}
	}
	err := c.run(ctx, &out, "ec2", "describe-instances", "--filters",
		"Name=tag:aws:autoscaling:groupName,Values="+own, "--page-size", "5")
	wrong, found := []error{err}, 0
	for _, r := range out.Reservations {
		for _, i := range r.Instances {
			found++
			wrong = append(wrong, want("state", i.State.Name, "running"),
				want("type", i.InstanceType, "m5.large"), want("platform", i.Platform, "windows"))
		}
	}
	return errors.Join(append(wrong, want("instances", found, 2))...)
}

func describesAlarms(ctx context.Context, c *cli) error {
	var out struct {
		MetricAlarms []struct {
			AlarmName, MetricName string
			Threshold             float64
		}
	}
	err := c.run(ctx, &out, "cloudwatch", "describe-alarms", "--alarm-name-prefix", own)
	if err != nil || len(out.MetricAlarms) != 1 {
		return errors.Join(err, want("alarms", len(out.MetricAlarms), 1))
	}
	return errors.Join(want("metric", out.MetricAlarms[0].MetricName, "CPUReservation"),
		want("threshold", out.MetricAlarms[0].Threshold, 80))
}

func publicParameters(ctx context.Context, c *cli) error {
	var out struct {
		Parameters []struct{ Name, Value string }
	}
	err := c.run(ctx, &out, "ssm", "get-parameters-by-path", "--path",
		"/aws/service/ami-windows-latest", "--recursive")
	if err != nil || len(out.Parameters) == 0 {
		return errors.Join(err, errors.New("no parameters"))
	}
	for _, p := range out.Parameters {
		if p.Name == image {
			return want("begin of an image id", strings.HasPrefix(p.Value, "ami-"), true)
		}
	}
	return fmt.Errorf("%s is not among %d parameters", image, len(out.Parameters))
}
