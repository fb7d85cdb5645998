"""The bot that takes calls: it hears nothing by itself, and one bot alone reaches its hook."""

from typing import Any

import yaml

from infra.cloud.deployment import ROOT
from tests.infra.templates import Assembly, as_list

HOOK = "${CallHook/Function.Arn}"


def test_whatever_is_said_goes_to_the_hook_in_every_locale_of_the_pack(assembly: Assembly) -> None:
    pack = yaml.safe_load((ROOT / "companies" / "northwind" / "calls.yaml").read_text("utf-8"))
    (bot,) = assembly.of_type("Lex::Bot").values()
    spoken = {each["LocaleId"]: each["VoiceSettings"]["VoiceId"] for each in bot["BotLocales"]}
    assert spoken == {phone["locale"]: phone["voice"] for phone in pack.values()}
    for locale in bot["BotLocales"]:
        signatures = [each.get("ParentIntentSignature") for each in locale["Intents"]]
        assert "AMAZON.FallbackIntent" in signatures
        assert any("SampleUtterances" in each for each in locale["Intents"])
        assert all(each["FulfillmentCodeHook"] == {"Enabled": True} for each in locale["Intents"])
    (alias,) = assembly.of_type("Lex::BotAlias").values()
    hooks = {each["LocaleId"]: hook_of(assembly, each) for each in alias["BotAliasLocaleSettings"]}
    assert hooks == dict.fromkeys(spoken, HOOK)


def test_lex_alone_asks_the_hook_and_this_bot_alone(assembly: Assembly) -> None:
    asked = [
        each
        for each in assembly.of_type("Lambda::Permission").values()
        if assembly.readable(each["FunctionName"]) == HOOK
    ]
    (permission,) = asked
    assert permission["Principal"] == "lexv2.amazonaws.com"
    assert assembly.readable(permission["SourceArn"]) == "${Calls/Alias.Arn}"
    assert assembly.readable(permission["SourceAccount"]) == "${AWS::AccountId}"


def test_no_call_is_written_down_by_lex(assembly: Assembly) -> None:
    (alias,) = assembly.of_type("Lex::BotAlias").values()
    assert "ConversationLogSettings" not in alias


def test_the_hook_ends_before_lex_gives_it_up(assembly: Assembly) -> None:
    assert assembly.functions()["CallHook"]["Timeout"] < 30
    assert "CallHookErrors" in assembly.of_type("CloudWatch::Alarm")


def test_the_hook_announces_handoffs_as_itself_and_the_desk_s_queue_takes_them(
    assembly: Assembly,
) -> None:
    (spoken,) = [
        statement
        for role, statement in assembly.statements()
        if role == "CallHook/Role" and "events:PutEvents" in as_list(statement["Action"])
    ]
    assert spoken["Condition"] == {"StringEquals": {"events:source": "careline.calls"}}
    rules = assembly.of_type("Events::Rule")
    assert "careline.calls" in rules["HandoffRequestedRule"]["EventPattern"]["source"]


def hook_of(assembly: Assembly, listens: dict[str, Any]) -> str:
    settings = listens["BotAliasLocaleSetting"]
    assert settings["Enabled"] is True
    hook = settings["CodeHookSpecification"]["LambdaCodeHook"]
    assert hook["CodeHookInterfaceVersion"] == "1.0"
    return assembly.readable(hook["LambdaArn"])
