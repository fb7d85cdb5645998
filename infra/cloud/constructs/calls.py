"""Calls: a bot of Amazon Lex V2 that listens and speaks, and the function that answers for it.

The bot understands nothing by itself: whatever a caller says is its fallback, whose code hook is
the function. A number, and the flow that leads from it to the bot, are Amazon Connect's
(docs/calls.md).
"""

from dataclasses import asdict, dataclass
from hashlib import sha256

from aws_cdk import CfnOutput, Duration, Stack, aws_events, aws_iam
from aws_cdk.aws_lex import CfnBot, CfnBotAlias, CfnBotVersion
from aws_cdk.aws_sqs import IQueue
from constructs import Construct

from infra.cloud.accepted import accept
from infra.cloud.constructs.workshop import Workshop
from infra.cloud.stacks.data import READ, WRITE, DataStack

EVENT_SOURCE = "careline.calls"
TIMEOUT = Duration.seconds(25)
"""Below the 30 s that Lex waits; the function itself waits for 5."""
SESSION = Duration.minutes(30)
"""As long as a caller may listen or be elsewhere; a call is a session."""
FALLBACK = "FallbackIntent"
HOOKED = CfnBot.FulfillmentCodeHookSettingProperty(enabled=True)


@dataclass(frozen=True)
class Phone:
    """The locale in which Lex listens, such as en_US, and the voice of Polly that speaks there."""

    locale: str
    voice: str


class Calls(Construct):
    """`hook` answers what is said in calls, asks for its turn in the queue `turns`, and tells the
    bus of callers whom no turn answered."""

    def __init__(
        self,
        scope: Construct,
        made: Workshop,
        data: DataStack,
        turns: IQueue,
        bus: aws_events.IEventBus,
        *,
        company: str,
        phones: tuple[Phone, ...],
    ) -> None:
        super().__init__(scope, "Calls")
        self.hook = made.capability(
            "CallHook",
            "calls.hook",
            made.layers.company,
            environment={
                "CONVERSATIONS_TABLE": data.conversations.table_name,
                "TURNS_QUEUE_URL": turns.queue_url,
                "BUS_NAME": bus.event_bus_name,
            },
            timeout=TIMEOUT,
            borrows=("intake",),
        )
        data.conversations.grant(self.hook.function, *READ, *WRITE)
        turns.grant_send_messages(self.hook.function)
        self.hook.speak_as(EVENT_SOURCE, bus)
        bot = self._bot(company, phones)
        alias = self._alias(bot, phones)
        self.hook.function.add_permission(
            "Lex",
            principal=aws_iam.ServicePrincipal("lexv2.amazonaws.com"),
            source_account=Stack.of(self).account,
            source_arn=alias.attr_arn,
        )
        CfnOutput(Stack.of(self), "CallBotAliasArn", value=alias.attr_arn)

    def _bot(self, company: str, phones: tuple[Phone, ...]) -> CfnBot:
        return CfnBot(
            self,
            "Bot",
            name=f"careline-{company}",
            role_arn=self._speaker().role_arn,
            data_privacy={"ChildDirected": False},
            idle_session_ttl_in_seconds=SESSION.to_seconds(),
            auto_build_bot_locales=True,
            bot_locales=[_locale(phone) for phone in phones],
        )

    def _speaker(self) -> aws_iam.Role:
        role = aws_iam.Role(
            self, "Speaker", assumed_by=aws_iam.ServicePrincipal("lexv2.amazonaws.com")
        )
        role.add_to_policy(
            aws_iam.PolicyStatement(actions=["polly:SynthesizeSpeech"], resources=["*"])
        )
        accept(role, "IAM5[Resource::*]", "speech without a lexicon of one's own has no resource")
        return role

    def _alias(self, bot: CfnBot, phones: tuple[Phone, ...]) -> CfnBotAlias:
        """A version never changes, so another bot is another version."""
        stamp = sha256(repr([asdict(phone) for phone in phones]).encode()).hexdigest()[:8]
        version = CfnBotVersion(
            self,
            f"Version{stamp}",
            bot_id=bot.attr_id,
            bot_version_locale_specification=[
                CfnBotVersion.BotVersionLocaleSpecificationProperty(
                    locale_id=phone.locale,
                    bot_version_locale_details=CfnBotVersion.BotVersionLocaleDetailsProperty(
                        source_bot_version="DRAFT"
                    ),
                )
                for phone in phones
            ],
        )
        return CfnBotAlias(
            self,
            "Alias",
            bot_id=bot.attr_id,
            bot_alias_name="live",
            bot_version=version.attr_bot_version,
            bot_alias_locale_settings=[self._listens(phone) for phone in phones],
        )

    def _listens(self, phone: Phone) -> CfnBotAlias.BotAliasLocaleSettingsItemProperty:
        hook = CfnBotAlias.LambdaCodeHookProperty(
            code_hook_interface_version="1.0", lambda_arn=self.hook.function.function_arn
        )
        return CfnBotAlias.BotAliasLocaleSettingsItemProperty(
            locale_id=phone.locale,
            bot_alias_locale_setting=CfnBotAlias.BotAliasLocaleSettingsProperty(
                enabled=True,
                code_hook_specification=CfnBotAlias.CodeHookSpecificationProperty(
                    lambda_code_hook=hook
                ),
            ),
        )


def _locale(phone: Phone) -> CfnBot.BotLocaleProperty:
    """Lex builds no locale without an intent that has an utterance of its own. This one's leads to
    the same hook."""
    return CfnBot.BotLocaleProperty(
        locale_id=phone.locale,
        nlu_confidence_threshold=0.8,
        voice_settings=CfnBot.VoiceSettingsProperty(voice_id=phone.voice, engine="neural"),
        intents=[
            CfnBot.IntentProperty(
                name="Hello",
                sample_utterances=[CfnBot.SampleUtteranceProperty(utterance="hello")],
                fulfillment_code_hook=HOOKED,
            ),
            CfnBot.IntentProperty(
                name=FALLBACK,
                parent_intent_signature=f"AMAZON.{FALLBACK}",
                fulfillment_code_hook=HOOKED,
            ),
        ],
    )
