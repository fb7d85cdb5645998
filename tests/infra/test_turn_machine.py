"""The turn machine, shown whole, so that a reviewer sees it change."""

import json

from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from tests.infra.templates import Assembly


def test_the_story_of_a_turn(assembly: Assembly, snapshot: SnapshotAssertion) -> None:
    (machine,) = assembly.of_type("StepFunctions::StateMachine").values()
    definition = json.loads(assembly.readable(machine["DefinitionString"]))
    assert definition == snapshot(extension_class=JSONSnapshotExtension)


def test_it_keeps_nobody_s_words_in_its_log(assembly: Assembly) -> None:
    (machine,) = assembly.of_type("StepFunctions::StateMachine").values()
    assert machine["StateMachineType"] == "EXPRESS"
    assert machine["TracingConfiguration"] == {"Enabled": True}
    logging = machine["LoggingConfiguration"]
    assert (logging["Level"], logging["IncludeExecutionData"]) == ("ERROR", False)
