"""What outlives every deployment: the tables, the documents and the secrets."""

from aws_cdk import CfnOutput, Duration, RemovalPolicy, Stack, aws_dynamodb, aws_s3
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk.aws_dynamodb import Attribute, AttributeType, StreamViewType
from constructs import Construct

from infra.cloud.accepted import accept

SECRET_LENGTH = 64
READ = ("dynamodb:GetItem", "dynamodb:Query")
WRITE = ("dynamodb:PutItem", "dynamodb:UpdateItem")


class DataStack(Stack):
    """Nothing here is deleted with the stack."""

    def __init__(self, scope: Construct, name: str) -> None:
        super().__init__(scope, name, description="Careline: tables, documents and secrets")
        self.conversations = self._table(
            "Conversations", recoverable=True, stream=StreamViewType.NEW_IMAGE
        )
        self.connections = self._table("Connections", recoverable=False)
        accept(
            self.connections,
            "DDB3",
            "its rows are tickets and open sockets: none is worth restoring two hours later",
        )
        self.ledger = self._table("Ledger", recoverable=True)
        self.console = self._table("Console", recoverable=True)
        self.knowledge = self._bucket("Knowledge")
        CfnOutput(self, "KnowledgeBucket", value=self.knowledge.bucket_name)
        self.graph = self._table("Graph", recoverable=True)
        self.errands = self._table("Errands", recoverable=True)
        CfnOutput(self, "ErrandsTable", value=self.errands.table_name)
        self.systems = self._table("Systems", recoverable=True)
        CfnOutput(self, "SystemsTable", value=self.systems.table_name)
        CfnOutput(self, "GraphTable", value=self.graph.table_name)
        self.session_secret = self._secret(
            "SessionSecret", "Signs the session tokens that Careline gives to visitors"
        )
        self.webhook_secret = self._secret(
            "WebhookSecret", "Signs the web hooks of the company's own systems"
        )
        CfnOutput(self, "WebhookSecretArn", value=self.webhook_secret.secret_arn)
        self.identity_secret = self._secret(
            "IdentitySecret", "Shared with the company's site, which signs its customers' names"
        )

    def _table(
        self, name: str, *, recoverable: bool, stream: StreamViewType | None = None
    ) -> aws_dynamodb.Table:
        return aws_dynamodb.Table(
            self,
            name,
            partition_key=Attribute(name="pk", type=AttributeType.STRING),
            sort_key=Attribute(name="sk", type=AttributeType.STRING),
            billing_mode=aws_dynamodb.BillingMode.PAY_PER_REQUEST,
            time_to_live_attribute="expires_at",
            point_in_time_recovery_specification=(
                aws_dynamodb.PointInTimeRecoverySpecification(
                    point_in_time_recovery_enabled=recoverable
                )
            ),
            stream=stream,
            removal_policy=RemovalPolicy.RETAIN,
        )

    def _bucket(self, name: str) -> aws_s3.Bucket:
        bucket = aws_s3.Bucket(
            self,
            name,
            block_public_access=aws_s3.BlockPublicAccess.BLOCK_ALL,
            encryption=aws_s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            versioned=True,
            lifecycle_rules=[
                aws_s3.LifecycleRule(
                    noncurrent_version_expiration=Duration.days(30),
                    abort_incomplete_multipart_upload_after=Duration.days(1),
                )
            ],
            removal_policy=RemovalPolicy.RETAIN,
        )
        made = bucket.node.default_child
        assert isinstance(made, aws_s3.CfnBucket)
        made.notification_configuration = aws_s3.CfnBucket.NotificationConfigurationProperty(
            event_bridge_configuration=aws_s3.CfnBucket.EventBridgeConfigurationProperty(
                event_bridge_enabled=True
            )
        )  # the construct's own switch would bring a function of the CDK's along
        accept(bucket, "S1", "it holds no customer's data, and every change of it is in a log")
        return bucket

    def _secret(self, name: str, purpose: str) -> secretsmanager.Secret:
        secret = secretsmanager.Secret(
            self,
            name,
            description=purpose,
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=SECRET_LENGTH, exclude_punctuation=True
            ),
            removal_policy=RemovalPolicy.RETAIN,
        )
        accept(
            secret,
            "SMG4",
            "it verifies tokens that are already out, and its other holder must change with it: "
            "people rotate it together, no timer does",
        )
        return secret
