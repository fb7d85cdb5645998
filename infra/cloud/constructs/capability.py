"""A capability of the platform, deployed."""

from collections.abc import Mapping, Sequence

from aws_cdk import Duration, RemovalPolicy, Size, aws_events, aws_iam, aws_lambda, aws_logs
from aws_cdk.aws_lambda import Architecture, ILayerVersion, Runtime
from constructs import Construct

from infra.cloud.accepted import accept
from infra.cloud.constructs.assets import capability_code

LOGS_KEPT = aws_logs.RetentionDays.ONE_MONTH
NAMESPACE = "Careline"


class Capability(Construct):
    """One folder of functions/, deployed with the house defaults.

    `name` is the construct's, such as IntakeHttp; `handler` is the folder and its door, such as
    intake.http; `borrows` are other folders whose services it calls. The role may write this
    function's own log and nothing else until it is granted.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        handler: str,
        *,
        layers: Sequence[ILayerVersion],
        environment: Mapping[str, str] | None = None,
        memory: int = 512,
        timeout: Duration | None = None,
        scratch: Size | None = None,
        borrows: Sequence[str] = (),
    ) -> None:
        super().__init__(scope, name)
        folder, _, _door = handler.partition(".")
        self.name = name
        self.log = aws_logs.LogGroup(
            self, "Log", retention=LOGS_KEPT, removal_policy=RemovalPolicy.DESTROY
        )
        role = aws_iam.Role(
            self, "Role", assumed_by=aws_iam.ServicePrincipal("lambda.amazonaws.com")
        )
        self.log.grant_write(role)
        self.function = aws_lambda.Function(
            self,
            "Function",
            code=capability_code(folder, *borrows),
            handler=f"functions.{handler}.lambda_handler",
            runtime=Runtime.PYTHON_3_13,
            architecture=Architecture.ARM_64,
            layers=list(layers),
            memory_size=memory,
            ephemeral_storage_size=scratch,
            timeout=timeout or Duration.seconds(10),
            role=role,
            log_group=self.log,
            environment={
                "POWERTOOLS_SERVICE_NAME": folder,
                "POWERTOOLS_METRICS_NAMESPACE": NAMESPACE,
                "LOG_LEVEL": "INFO",
                "OPENBLAS_NUM_THREADS": "1",  # more of them spin for a core that is not there
                **(environment or {}),
            },
        )
        accept(self.function, "L1", "Careline is tested on Python 3.11 to 3.13, and ships on 3.13")

    def speak_as(self, source: str, bus: aws_events.IEventBus) -> None:
        """Let it put events of that source on the bus, and of no other."""
        self.function.add_to_role_policy(
            aws_iam.PolicyStatement(
                actions=["events:PutEvents"],
                resources=[bus.event_bus_arn],
                conditions={"StringEquals": {"events:source": source}},
            )
        )
