"""The set-up calls that programs make before theirs, with boto3, on an instant account."""

from checks import client, refused, run, same

ec2, ecs, groups = client("ec2"), client("ecs"), client("autoscaling")
dynamodb, ssm = client("dynamodb"), client("ssm")
found = {}

WINDOWS = "/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-ECS_Optimized/image_id"
LINUX = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"


def network():
    """create_vpc, create_subnet and create_security_group make a network"""
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]
    found["vpc"] = vpc["VpcId"]
    zones = [z["ZoneName"] for z in ec2.describe_availability_zones()["AvailabilityZones"]]
    found["subnets"] = [
        ec2.create_subnet(VpcId=vpc["VpcId"], CidrBlock=f"10.0.{n}.0/24", AvailabilityZone=zone)[
            "Subnet"
        ]["SubnetId"]
        for n, zone in enumerate(zones[:2])
    ]
    found["group"] = ec2.create_security_group(
        GroupName="nodes", Description="nodes", VpcId=vpc["VpcId"]
    )["GroupId"]
    ec2.authorize_security_group_ingress(
        GroupId=found["group"],
        IpPermissions=[
            {
                "IpProtocol": "tcp",
                "FromPort": 80,
                "ToPort": 80,
                "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
            }
        ],
    )
    rules = ec2.describe_security_groups(GroupIds=[found["group"]])["SecurityGroups"][0]
    same(rules["IpPermissions"][0]["IpRanges"][0]["CidrIp"], "0.0.0.0/0")


def gateway():
    """an internet gateway and a route table give it a way out"""
    gate = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gate, VpcId=found["vpc"])
    table = ec2.create_route_table(VpcId=found["vpc"])["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gate)
    ec2.associate_route_table(RouteTableId=table, SubnetId=found["subnets"][0])
    routes = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
    same(sorted(r["DestinationCidrBlock"] for r in routes), ["0.0.0.0/0", "10.0.0.0/16"])


def tags():
    """create_tags and describe_tags tag what was made"""
    ec2.create_tags(Resources=[found["vpc"]], Tags=[{"Key": "Name", "Value": "test"}])
    out = ec2.describe_tags(Filters=[{"Name": "resource-id", "Values": [found["vpc"]]}])["Tags"]
    same([(t["Key"], t["Value"]) for t in out], [("Name", "test")])
    out = ec2.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["test"]}])["Vpcs"]
    same([v["VpcId"] for v in out], [found["vpc"]])


def key_pair():
    """create_key_pair makes a key pair"""
    key = ec2.create_key_pair(KeyName="test")
    assert key["KeyMaterial"].startswith("-----BEGIN"), key["KeyMaterial"][:20]


def default_network():
    """the default VPC has a subnet in each zone"""
    vpcs = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"]
    same(len(vpcs), 1)
    out = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpcs[0]["VpcId"]]}])
    zones = ec2.describe_availability_zones()["AvailabilityZones"]
    same(len(out["Subnets"]), len(zones))


def images():
    """public parameters name images that exist"""
    for name in WINDOWS, LINUX:
        image = ssm.get_parameter(Name=name)["Parameter"]["Value"]
        same(len(ec2.describe_images(ImageIds=[image])["Images"]), 1)


def launch_configuration():
    """create_launch_configuration and a group in the subnets reach the group's size"""
    ecs.create_cluster(clusterName="test")
    user = '<powershell>\nInitialize-ECSAgent -Cluster "test"\n</powershell>'
    groups.create_launch_configuration(
        LaunchConfigurationName="test",
        ImageId=ssm.get_parameter(Name=WINDOWS)["Parameter"]["Value"],
        InstanceType="m5.large",
        SecurityGroups=[found["group"]],
        UserData=user,  # boto3 encodes it
    )
    same(len(groups.describe_launch_configurations()["LaunchConfigurations"]), 1)
    groups.create_auto_scaling_group(
        AutoScalingGroupName="test",
        LaunchConfigurationName="test",
        MinSize=0,
        MaxSize=4,
        DesiredCapacity=2,
        VPCZoneIdentifier=",".join(found["subnets"]),
        Tags=[{"Key": "Name", "Value": "node", "PropagateAtLaunch": True}],
    )
    group = groups.describe_auto_scaling_groups()["AutoScalingGroups"][0]
    same([i["LifecycleState"] for i in group["Instances"]], ["InService"] * 2)
    arns = ecs.list_container_instances(cluster="test")["containerInstanceArns"]
    same(len(arns), 2)


def run_task():
    """run_task answers with a RUNNING task, stop_task with a STOPPED one"""
    ecs.register_task_definition(
        family="test",
        runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"},
        containerDefinitions=[{"name": "app", "image": "app", "memory": 128}],
    )
    task = ecs.run_task(cluster="test", taskDefinition="test")["tasks"][0]
    same(task["lastStatus"], "RUNNING")
    out = ecs.stop_task(cluster="test", task=task["taskArn"])
    same(out["task"]["lastStatus"], "STOPPED")


def run_instances():
    """run_instances answers with running instances, terminate_instances ends them"""
    out = ec2.run_instances(
        ImageId=ssm.get_parameter(Name=LINUX)["Parameter"]["Value"],
        InstanceType="t3.micro",
        MinCount=2,
        MaxCount=2,
        SubnetId=found["subnets"][0],
        SecurityGroupIds=[found["group"]],
        TagSpecifications=[
            {"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "alone"}]}
        ],
    )
    same([i["State"]["Name"] for i in out["Instances"]], ["running"] * 2)
    ids = [i["InstanceId"] for i in out["Instances"]]
    ec2.get_waiter("instance_running").wait(InstanceIds=ids)
    ec2.get_waiter("instance_status_ok").wait(InstanceIds=ids)
    out = ec2.terminate_instances(InstanceIds=ids)
    same([i["CurrentState"]["Name"] for i in out["TerminatingInstances"]], ["terminated"] * 2)


def table():
    """create_table makes a table at once, batch_write_item fills it"""
    dynamodb.create_table(
        TableName="test",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamodb.get_waiter("table_exists").wait(TableName="test")
    rows = [{"PutRequest": {"Item": {"id": {"S": str(n)}, "n": {"N": str(n)}}}} for n in range(9)]
    out = dynamodb.batch_write_item(RequestItems={"test": rows})
    same(out["UnprocessedItems"], {})


def scan():
    """scan reads it in pages, batch_get_item by keys"""
    pages = dynamodb.get_paginator("scan").paginate(
        TableName="test", PaginationConfig={"PageSize": 4}
    )
    same(sorted(i["id"]["S"] for p in pages for i in p["Items"]), [str(n) for n in range(9)])
    out = dynamodb.batch_get_item(RequestItems={"test": {"Keys": [{"id": {"S": "3"}}]}})
    same(out["Responses"]["test"], [{"id": {"S": "3"}, "n": {"N": "3"}}])


def transaction():
    """transact_write_items does all or nothing, transact_get_items reads at once"""
    put = {"Put": {"TableName": "test", "Item": {"id": {"S": "new"}}}}
    check = {
        "ConditionCheck": {
            "TableName": "test",
            "Key": {"id": {"S": "3"}},
            "ConditionExpression": "n = :n",
            "ExpressionAttributeValues": {":n": {"N": "4"}},
        }
    }
    refused("TransactionCanceledException", dynamodb.transact_write_items,
            TransactItems=[put, check])
    get = {"Get": {"TableName": "test", "Key": {"id": {"S": "new"}}}}
    same(dynamodb.transact_get_items(TransactItems=[get])["Responses"], [{}])
    dynamodb.transact_write_items(TransactItems=[put])
    out = dynamodb.transact_get_items(TransactItems=[get])["Responses"]
    same(out, [{"Item": {"id": {"S": "new"}}}])


def regions():
    """another Region is empty"""
    same(client("ecs", "eu-west-1").list_clusters()["clusterArns"], [])
    same(len(ecs.list_clusters()["clusterArns"]), 1)


run("boto3 sets up", [network, gateway, tags, key_pair, default_network, images,
                      launch_configuration, run_task, run_instances, table, scan, transaction,
                      regions])
