"""A whole session of boto3 on an empty account."""

import base64
import datetime

from checks import client, eventually, refused, run, same

ecs, ec2, groups = client("ecs"), client("ec2"), client("autoscaling")
cloudwatch, ssm = client("cloudwatch"), client("ssm")

NAME = "boto"
IMAGE = "/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-ECS_Optimized/image_id"
USER_DATA = f'<powershell>\nInitialize-ECSAgent -Cluster "{NAME}" -EnableTaskIAMRole\n</powershell>'
found = {}


def make_cluster():
    """create_cluster makes a cluster"""
    out = ecs.create_cluster(clusterName=NAME, tags=[{"key": "by", "value": "hand"}])
    same(out["cluster"]["status"], "ACTIVE")


def make_group():
    """create_launch_template and create_auto_scaling_group make two nodes"""
    image = ssm.get_parameter(Name=IMAGE)["Parameter"]["Value"]
    ec2.create_launch_template(
        LaunchTemplateName=NAME,
        LaunchTemplateData={
            "ImageId": image,
            "InstanceType": "m5.large",
            "UserData": base64.b64encode(USER_DATA.encode()).decode(),
        },
    )
    groups.create_auto_scaling_group(
        AutoScalingGroupName=NAME,
        MinSize=0,
        MaxSize=3,
        DesiredCapacity=2,
        AvailabilityZones=["us-east-1a", "us-east-1b"],
        LaunchTemplate={"LaunchTemplateName": NAME, "Version": "$Latest"},
    )


def nodes_register():
    """list_container_instances finds the nodes once they have booted"""

    def ask():
        arns = ecs.list_container_instances(cluster=NAME)["containerInstanceArns"]
        same(len(arns), 2)
        return arns

    found["nodes"] = eventually(ask)


def instances():
    """ec2 describe_instances describes running instances"""
    group = groups.describe_auto_scaling_groups(AutoScalingGroupNames=[NAME])
    ids = [i["InstanceId"] for i in group["AutoScalingGroups"][0]["Instances"]]
    same(len(ids), 2)
    pages = ec2.get_paginator("describe_instances").paginate(InstanceIds=ids)
    got = [i for p in pages for r in p["Reservations"] for i in r["Instances"]]
    same([i["State"]["Name"] for i in got], ["running"] * 2)
    same({i["InstanceType"] for i in got}, {"m5.large"})
    same({i["Platform"].lower() for i in got}, {"windows"})


def define_task():
    """register_task_definition makes a first revision"""
    out = ecs.register_task_definition(
        family=NAME,
        requiresCompatibilities=["EC2"],
        runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"},
        containerDefinitions=[{"name": "app", "image": "app:ltsc2022", "cpu": 256, "memory": 512}],
    )
    same(out["taskDefinition"]["revision"], 1)


def make_service():
    """create_service makes a service"""
    out = ecs.create_service(
        cluster=NAME, serviceName=NAME, taskDefinition=NAME, desiredCount=3, launchType="EC2"
    )
    same(out["service"]["status"], "ACTIVE")


def service_runs(count):
    """Fails unless the service runs so many tasks, in the end."""

    def ask():
        out = ecs.describe_services(cluster=NAME, services=[NAME])
        same(out["failures"], [])
        same(out["services"][0]["runningCount"], count)

    eventually(ask)


def watch():
    """describe_services sees every task run, list_tasks in pages of one too"""
    service_runs(3)
    pages = ecs.get_paginator("list_tasks").paginate(cluster=NAME, PaginationConfig={"PageSize": 1})
    arns = [a for p in pages for a in p["taskArns"]]
    same(len(arns), 3)
    tasks = ecs.describe_tasks(cluster=NAME, tasks=arns)["tasks"]
    same({t["lastStatus"] for t in tasks}, {"RUNNING"})


def drain():
    """update_container_instances_state drains a node while the service stays complete"""
    node = found["nodes"][0]
    ecs.update_container_instances_state(
        cluster=NAME, containerInstances=[node], status="DRAINING"
    )

    def ask():
        out = ecs.describe_container_instances(cluster=NAME, containerInstances=[node])
        got = out["containerInstances"][0]
        same(got["status"], "DRAINING")
        same(got["runningTasksCount"] + got["pendingTasksCount"], 0)

    eventually(ask)
    service_runs(3)


def scale():
    """update_service scales in, the drained node is terminated"""
    ecs.update_service(cluster=NAME, service=NAME, desiredCount=1)
    service_runs(1)
    node = ecs.describe_container_instances(cluster=NAME, containerInstances=found["nodes"][:1])
    groups.terminate_instance_in_auto_scaling_group(
        InstanceId=node["containerInstances"][0]["ec2InstanceId"],
        ShouldDecrementDesiredCapacity=True,
    )

    def ask():
        group = groups.describe_auto_scaling_groups(AutoScalingGroupNames=[NAME])
        same(len(group["AutoScalingGroups"][0]["Instances"]), 1)
        out = ecs.list_container_instances(cluster=NAME)
        same(out["containerInstanceArns"], found["nodes"][1:])

    eventually(ask)


def alarm():
    """cloudwatch put_metric_alarm and describe_alarms know an alarm"""
    cloudwatch.put_metric_alarm(
        AlarmName=NAME,
        Namespace="AWS/ECS",
        MetricName="CPUReservation",
        Dimensions=[{"Name": "ClusterName", "Value": NAME}],
        Statistic="Average",
        Period=60,
        EvaluationPeriods=1,
        Threshold=80,
        ComparisonOperator="GreaterThanThreshold",
    )
    out = cloudwatch.describe_alarms(AlarmNames=[NAME])
    same([a["MetricName"] for a in out["MetricAlarms"]], ["CPUReservation"])


def metrics():
    """cloudwatch get_metric_statistics has the cluster's reservation"""
    made = ecs.describe_services(cluster=NAME, services=[NAME])["services"][0]["createdAt"]

    def ask():
        out = cloudwatch.get_metric_statistics(
            Namespace="AWS/ECS",
            MetricName="CPUReservation",
            Dimensions=[{"Name": "ClusterName", "Value": NAME}],
            StartTime=made,
            EndTime=made + datetime.timedelta(hours=3),
            Period=300,
            Statistics=["Average"],
        )
        assert out["Datapoints"], "no datapoints"

    eventually(ask)


def parameters():
    """ssm get_parameters_by_path reads parameters of a path"""
    for name in "one", "two":
        ssm.put_parameter(Name=f"/boto/{name}", Value=name, Type="String")
    pages = ssm.get_paginator("get_parameters_by_path").paginate(
        Path="/boto", PaginationConfig={"PageSize": 1}
    )
    same([p["Value"] for page in pages for p in page["Parameters"]], ["one", "two"])


def refusals():
    """errors have the service's own codes"""
    refused("ClusterNotFoundException", ecs.list_tasks, cluster="none")
    refused("InvalidInstanceID.NotFound", ec2.describe_instances,
            InstanceIds=["i-0123456789abcdef0"])
    refused("ValidationError", groups.set_desired_capacity, AutoScalingGroupName="none",
            DesiredCapacity=1)
    refused("ParameterNotFound", ssm.get_parameter, Name="/none")


def delete():
    """delete_service, delete_auto_scaling_group and delete_cluster leave nothing"""
    ecs.delete_service(cluster=NAME, service=NAME, force=True)
    groups.delete_auto_scaling_group(AutoScalingGroupName=NAME, ForceDelete=True)

    def ask():
        same(ecs.list_container_instances(cluster=NAME)["containerInstanceArns"], [])
        same(ecs.list_tasks(cluster=NAME)["taskArns"], [])

    eventually(ask)
    same(ecs.delete_cluster(cluster=NAME)["cluster"]["status"], "INACTIVE")


run("boto3", [make_cluster, make_group, nodes_register, instances, define_task, make_service,
              watch, drain, scale, alarm, metrics, parameters, refusals, delete])
