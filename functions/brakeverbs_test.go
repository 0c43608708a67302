package functions_test

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	ssmtypes "github.com/aws/aws-sdk-go-v2/service/ssm/types"
	"github.com/cockroachdb/datadriven"

	"sashweight/shared/awssim/check"
	"sashweight/shared/awssim/host"
)

// The verbs of people who hold something up: pauses, protection, and machines of their own.

// pause: pause [all] [everything] stops the cluster, or all of them.
func (s *talk) pause(d *datadriven.TestData) error {
	value := "voluntary"
	if d.HasArg("everything") {
		value = "everything"
	}
	_, err := s.user.SSM.PutParameter(s.ctx(), &ssm.PutParameterInput{
		Name: aws.String(pauseName(d)), Value: &value, Type: ssmtypes.ParameterTypeString,
		Overwrite: aws.Bool(true),
	})
	return err
}

// resume: resume [all] takes the pause back.
func (s *talk) resume(d *datadriven.TestData) error {
	_, err := s.user.SSM.DeleteParameter(s.ctx(), &ssm.DeleteParameterInput{
		Name: aws.String(pauseName(d)),
	})
	return err
}

func pauseName(d *datadriven.TestData) string {
	if d.HasArg("all") {
		return "/sashweight/pause"
	}
	return "/sashweight/clusters/" + cluster + "/pause"
}

// protectNode: protect-node node-1 [off] protects an instance from scale-in.
func (s *talk) protectNode(d *datadriven.TestData) error {
	_, err := s.user.Groups.SetInstanceProtection(s.ctx(), &autoscaling.SetInstanceProtectionInput{
		AutoScalingGroupName: aws.String(group), InstanceIds: []string{s.ids[first(d)]},
		ProtectedFromScaleIn: aws.Bool(!d.HasArg("off")),
	})
	return err
}

// protectTasks: protect-tasks node-1 [minutes=60] protects the node's tasks from scale-in.
func (s *talk) protectTasks(d *datadriven.TestData) error {
	for _, n := range s.instances() {
		if aws.ToString(n.Ec2InstanceId) != s.ids[first(d)] {
			continue
		}
		list, err := s.user.ECS.ListTasks(s.ctx(), &ecs.ListTasksInput{
			Cluster: aws.String(cluster), ContainerInstance: n.ContainerInstanceArn,
		})
		if err != nil {
			return err
		}
		out, err := s.user.ECS.UpdateTaskProtection(s.ctx(), &ecs.UpdateTaskProtectionInput{
			Cluster: aws.String(cluster), Tasks: list.TaskArns, ProtectionEnabled: true,
			ExpiresInMinutes: aws.Int32(int32(number(d, "minutes", 60))),
		})
		if err != nil {
			return err
		}
		for _, f := range out.Failures {
			s.out("failure: %s", aws.ToString(f.Reason))
		}
	}
	return nil
}

// minimum: minimum to=3 is the group's least size.
func (s *talk) minimum(d *datadriven.TestData) error {
	_, err := s.user.Groups.UpdateAutoScalingGroup(s.ctx(),
		&autoscaling.UpdateAutoScalingGroupInput{
			AutoScalingGroupName: aws.String(group), MinSize: aws.Int32(int32(number(d, "to", 0))),
		})
	return err
}

// maximum: maximum to=3 is the group's largest size.
func (s *talk) maximum(d *datadriven.TestData) error {
	_, err := s.user.Groups.UpdateAutoScalingGroup(s.ctx(),
		&autoscaling.UpdateAutoScalingGroupInput{
			AutoScalingGroupName: aws.String(group), MaxSize: aws.Int32(int32(number(d, "to", 0))),
		})
	return err
}

// external adds a machine outside of EC2 (ECS Anywhere) and lets it register.
func (s *talk) external(d *datadriven.TestData) error {
	m := s.world.Machines.AddExternal(host.Template{
		CPU: 8192, Memory: 32768, Cluster: cluster, OSFamily: "WINDOWS_SERVER_2022_CORE",
		Build: "10.0.20348",
	})
	s.nodes[m.InstanceID], s.ids[first(d)] = first(d), m.InstanceID
	return nil
}

// rules: rules [standalone=5m] [protected=stop] [never=web] [budget=10] tells the checker what the
// document says.
func (s *talk) rules(d *datadriven.TestData) error {
	r := check.DefaultRules()
	r.Budget = number(d, "budget", r.Budget)
	if v := duration(d, "standalone", 0); v > 0 {
		r.Standalone, r.StandaloneWait = check.Stop, v
	}
	r.Protected = word(d, "protected", r.Protected)
	if never := word(d, "never", ""); never != "" {
		r.MayMove = func(service string, _ time.Time) bool { return service != never }
	}
	s.checker.Rules = func(string, string) check.Rules { return r }
	return nil
}
