"""A topic that one AWS service publishes to."""

from aws_cdk import Aws, aws_iam, aws_sns
from constructs import Construct


class ServiceTopic(aws_sns.Topic):
    """Open to `publisher`, such as sms-voice.amazonaws.com, acting for this account, over TLS."""

    def __init__(self, scope: Construct, name: str, *, publisher: str) -> None:
        super().__init__(scope, name, enforce_ssl=True)
        self.add_to_resource_policy(
            aws_iam.PolicyStatement(
                actions=["sns:Publish"],
                principals=[aws_iam.ServicePrincipal(publisher)],
                resources=[self.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
            )
        )
