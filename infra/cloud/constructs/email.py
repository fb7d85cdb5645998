"""E-mail in and out by SES. The domain must be verified there, and its MX record must name SES.

A rule set costs nothing, but an account has one that is active for each region, and only a person
can choose it: `aws ses set-active-receipt-rule-set` (docs/decisions/0028).
"""

from aws_cdk import CfnOutput, Duration, RemovalPolicy, Stack, aws_iam, aws_s3, aws_ses
from aws_cdk.aws_ses_actions import S3
from aws_cdk.aws_sns_subscriptions import SqsSubscription
from aws_cdk.aws_sqs import IQueue
from constructs import Construct

from infra.cloud.accepted import accept, logical_id
from infra.cloud.constructs.capability import Capability
from infra.cloud.constructs.topic import ServiceTopic
from infra.cloud.constructs.workshop import Workshop
from infra.cloud.stacks.data import READ, WRITE, DataStack

PREFIX = "mail/"
KEPT = Duration.days(14)
"""As long as a dead letter that tells of a mail."""


MEMORY, TIMEOUT = 1024, Duration.seconds(30)
"""MB and time for ten mails, of which one may be of 40 MB, the most that SES takes."""


class Email(Construct):
    """What is mailed to `address` comes into a bucket, a topic tells of it, and `intake` asks for
    its turn in the queue `turns`."""

    def __init__(
        self, scope: Construct, made: Workshop, data: DataStack, turns: IQueue, *, address: str
    ) -> None:
        super().__init__(scope, "Email")
        topic = ServiceTopic(self, "Arrivals", publisher="ses.amazonaws.com")
        self.bucket = aws_s3.Bucket(
            self,
            "Bucket",
            block_public_access=aws_s3.BlockPublicAccess.BLOCK_ALL,
            encryption=aws_s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            lifecycle_rules=[aws_s3.LifecycleRule(expiration=KEPT)],
            removal_policy=RemovalPolicy.RETAIN,
        )
        accept(self.bucket, "S1", "one service writes into it and one function reads it")
        rules = aws_ses.ReceiptRuleSet(self, "Rules")
        rule = rules.add_rule(
            "Customers",
            recipients=[address],
            scan_enabled=True,
            actions=[S3(bucket=self.bucket, object_key_prefix=PREFIX, topic=topic)],
        )
        rule.node.add_dependency(topic)
        CfnOutput(Stack.of(self), "MailRuleSet", value=rules.receipt_rule_set_name)
        mails = made.queue("Mails", TIMEOUT)
        topic.add_subscription(SqsSubscription(mails.queue, dead_letter_queue=mails.dead_letters))
        self.intake = made.reader(
            "IntakeMail",
            "intake.batch",
            mails,
            made.layers.company,
            environment={
                "CONVERSATIONS_TABLE": data.conversations.table_name,
                "TURNS_QUEUE_URL": turns.queue_url,
                "EMAIL_ADDRESS": address,
                "MAIL_BUCKET": self.bucket.bucket_name,
            },
            memory=MEMORY,
            timeout=TIMEOUT,
        )
        self._grant_read(self.intake)
        data.conversations.grant(self.intake.function, *READ, *WRITE)
        turns.grant_send_messages(self.intake.function)

    def _grant_read(self, capability: Capability) -> None:
        objects = self.bucket.arn_for_objects(f"{PREFIX}*")
        capability.function.add_to_role_policy(
            aws_iam.PolicyStatement(actions=["s3:GetObject"], resources=[objects])
        )
        accept(
            capability,
            f"IAM5[Resource::<{logical_id(self.bucket)}.Arn>/{PREFIX}*]",
            "the mails that came in, whose names SES makes up",
        )


def grant_letters(capability: Capability, address: str) -> None:
    """Let it send from the address. SES checks the address or its domain, whichever was verified; a
    raw mail asks for both actions."""
    stack = Stack.of(capability)
    identities = [
        stack.format_arn(service="ses", resource="identity", resource_name=name)
        for name in (address, address.partition("@")[2])
    ]
    capability.function.add_to_role_policy(
        aws_iam.PolicyStatement(
            actions=["ses:SendEmail", "ses:SendRawEmail"],
            resources=identities,
            conditions={"StringEquals": {"ses:FromAddress": address}},
        )
    )
