"""Text messages in and out."""

from aws_cdk import CfnOutput, Stack, aws_iam
from aws_cdk.aws_sns_subscriptions import SqsSubscription

from infra.cloud.accepted import accept
from infra.cloud.constructs.capability import Capability
from infra.cloud.constructs.queue import QueueWithDeadLetters
from infra.cloud.constructs.topic import ServiceTopic
from infra.cloud.constructs.workshop import QUICK, Workshop
from infra.cloud.stacks.data import DataStack

TAKES = ("dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem")


def take_texts(
    stack: Stack, made: Workshop, data: DataStack, turns: QueueWithDeadLetters
) -> Capability:
    """AWS End User Messaging publishes what customers text to the topic."""
    topic = ServiceTopic(stack, "SmsInbound", publisher="sms-voice.amazonaws.com")
    CfnOutput(stack, "SmsTopicArn", value=topic.topic_arn)
    texts = made.queue("Texts", QUICK)
    topic.add_subscription(SqsSubscription(texts.queue, dead_letter_queue=texts.dead_letters))
    intake = made.reader(
        "IntakeSms",
        "intake.batch",
        texts,
        environment={
            "CONVERSATIONS_TABLE": data.conversations.table_name,
            "TURNS_QUEUE_URL": turns.queue.queue_url,
        },
    )
    data.conversations.grant(intake.function, *TAKES)
    turns.queue.grant_send_messages(intake.function)
    return intake


def grant_texts(capability: Capability) -> None:
    """Let it text from the company's numbers."""
    stack = Stack.of(capability)
    numbers = stack.format_arn(service="sms-voice", resource="phone-number", resource_name="*")
    capability.function.add_to_role_policy(
        aws_iam.PolicyStatement(actions=["sms-voice:SendTextMessage"], resources=[numbers])
    )
    accept(
        capability,
        "IAM5[Resource::arn:<AWS::Partition>:sms-voice:<AWS::Region>:<AWS::AccountId>:"
        "phone-number/*]",
        "the ARN holds an id that AWS gives a bought number; the pack knows the number",
    )
