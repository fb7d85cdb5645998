"""How the stranger's tasks are played, and that a fault of ours would be seen."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from infra.local.cli import app
from infra.local.strangers import replay as replaying
from infra.local.strangers import state
from infra.local.strangers.oracle import Oracle
from infra.local.strangers.records import RULES
from infra.local.strangers.replay import Stage, forbids, replay, try_forbidden
from infra.local.strangers.shop import WRITES, Action, cents, read_shop
from infra.local.strangers.tools import Clerk
from shared.domain.commerce import ANY_REASON
from shared.domain.errors import InvalidInput
from tests.unit.strangers import shops
from tests.unit.strangers.shops import ADA, BLUE, CARD, GIFT, GOLD, GREEN, LARGE, PAYPAL, RED, SMALL

CANCEL = Action(
    name="cancel_pending_order",
    arguments={"order_id": shops.ON_GIFT, "reason": "no longer needed"},
)
CHANGE = Action(
    name="modify_pending_order_items",
    arguments={
        "order_id": shops.OPEN,
        "item_ids": [RED, SMALL],
        "new_item_ids": [BLUE, LARGE],
        "payment_method_id": CARD,
    },
)
LATE = Action(
    name="cancel_pending_order",
    arguments={"order_id": shops.PACKED, "reason": "no longer needed"},
)
LOOK = Action(name="get_order_details", arguments={"order_id": shops.OPEN})


def test_tasks_end_equal_and_idle_ones_are_told_apart(tmp_path: Path) -> None:
    shop = shops.tiny_shop(tmp_path, idle=[LOOK], late=[LATE], cancel=[CANCEL], change=[CHANGE])
    outcomes = {each.task: each for each in replay(Stage(shop), shop.tasks)}
    assert all(each.is_equal for each in outcomes.values())
    assert [task for task, each in outcomes.items() if each.changes_nothing] == ["idle", "late"]
    assert [task for task, each in outcomes.items() if each.refused] == ["late"]
    assert [task for task, each in outcomes.items() if each.upstream_differs] == ["change"]


def test_a_refund_that_is_forgotten_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Clerk, "_paid", lambda self, order: {})
    shop = shops.tiny_shop(tmp_path, cancel=[CANCEL])
    [outcome] = replay(Stage(shop), shop.tasks)
    assert outcome.differs == [f"order {shops.ON_GIFT}", f"user {ADA}"]


def test_a_rule_that_is_not_kept_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "RULES", ANY_REASON)
    verdicts = try_forbidden(Stage(shops.tiny_shop(tmp_path)))
    assert {each.attempt.rule for each in verdicts if not each.holds} == {
        "cancel: reason 'found it cheaper elsewhere'",
        "cancel: reason 'No longer needed'",
        "cancel: reason ''",
        "address: after items",
    }
    assert RULES != ANY_REASON


OPEN, TWICE, HERE = shops.OPEN, shops.TWICE, shops.HERE
SWAPS = [
    (OPEN, [RED], [BLUE]),
    (OPEN, [SMALL, RED], [LARGE, GREEN]),
    (TWICE, [RED, BLUE], [BLUE, GREEN]),
    (TWICE, [RED, RED], [GREEN, BLUE]),
    (HERE, [RED], [BLUE]),
    (HERE, [RED, LARGE], [GREEN, SMALL]),
    (OPEN, [RED], [RED]),
    (HERE, [RED], [GOLD]),
    (OPEN, [RED], [LARGE]),
    (HERE, [GREEN], [RED]),
    ("#W9", [BLUE], [RED]),
]
RETURNS = [(HERE, [RED]), (HERE, [LARGE, RED, RED]), (HERE, [RED] * 3), (HERE, []), (OPEN, [RED])]


def _actions() -> st.SearchStrategy[Action]:
    """Calls of every tool on the tiny shop, allowed and forbidden ones."""
    number = st.sampled_from([OPEN, TWICE, shops.ON_GIFT, HERE, shops.PACKED, "#W9"])
    method = st.sampled_from([CARD, PAYPAL, GIFT, "gift_card_2"])
    reason = st.sampled_from(["no longer needed", "too dear"])
    address = st.sampled_from([shops.HOME, shops.AWAY])
    user = st.sampled_from([ADA, shops.BEN])
    swap = st.builds(
        lambda wish, pays: {
            "order_id": wish[0],
            "item_ids": wish[1],
            "new_item_ids": wish[2],
            "payment_method_id": pays,
        },
        st.sampled_from(SWAPS),
        method,
    )
    arguments: dict[str, st.SearchStrategy[dict[str, Any]]] = {
        "cancel_pending_order": st.fixed_dictionaries({"order_id": number, "reason": reason}),
        "exchange_delivered_order_items": swap,
        "modify_pending_order_address": st.builds(
            lambda order, to: {"order_id": order, **to}, number, address
        ),
        "modify_pending_order_items": swap,
        "modify_pending_order_payment": st.fixed_dictionaries(
            {"order_id": number, "payment_method_id": method}
        ),
        "modify_user_address": st.builds(lambda who, to: {"user_id": who, **to}, user, address),
        "return_delivered_order_items": st.builds(
            lambda wish, to: {
                "order_id": wish[0],
                "item_ids": wish[1],
                "payment_method_id": to,
            },
            st.sampled_from(RETURNS),
            method,
        ),
    }
    assert arguments.keys() == WRITES
    tools = st.sampled_from(sorted(arguments))
    return tools.flatmap(
        lambda name: st.builds(Action, name=st.just(name), arguments=arguments[name])
    )


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(shops.tiny_shop(tmp_path_factory.mktemp("shop")))


@settings(max_examples=300, deadline=None)
@given(actions=st.lists(_actions(), max_size=6))
def test_whatever_is_asked_both_readings_allow_and_do_the_same(
    stage: Stage, actions: list[Action]
) -> None:
    play, oracle = stage.open(ADA), Oracle(stage.shop.database, ADA)
    for action in actions:
        assert (play.do(action) is not None) == forbids(oracle, action), action
        assert play.state() == state.of_database(oracle.database), action


def test_amounts_are_whole_cents() -> None:
    assert cents(Decimal("536.65")) == 53665
    with pytest.raises(InvalidInput, match="whole cents"):
        cents(Decimal("0.005"))


@pytest.mark.parametrize(
    ("database", "complaint"),
    [
        ("nothing", "no database and tasks"),
        ("{}", "has no orders, products, users"),
    ],
)
def test_files_of_something_else_are_named(tmp_path: Path, database: str, complaint: str) -> None:
    with pytest.raises(InvalidInput, match=r"has no db\.json"):
        read_shop(tmp_path)
    (tmp_path / "db.json").write_text(database)
    (tmp_path / "tasks.json").write_text("[]")
    with pytest.raises(InvalidInput, match=complaint):
        read_shop(tmp_path)


def test_a_status_that_we_do_not_know_is_no_shop_of_ours(tmp_path: Path) -> None:
    shop = shops.tiny_shop(tmp_path)
    shop.database["orders"][shops.OPEN]["status"] = "lost"
    with pytest.raises(InvalidInput, match="lost"):
        Stage(shop)


def test_the_command_prints_and_writes_what_came_of_it(tmp_path: Path) -> None:
    shops.tiny_shop(tmp_path, idle=[LOOK], change=[CHANGE])
    out = tmp_path / "outcomes.json"
    arguments = ["eval", "tau2", "--data", str(tmp_path), "--json", str(out)]
    done = CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    told = json.loads(out.read_text())
    assert (told["tasks"], told["equal"], told["equal_if_nothing_was_done"]) == (2, 2, 1)
    assert told["upstream_differs"] == ["change"]
    assert all(each["holds"] for each in told["forbidden"])


def test_the_command_ends_with_one_where_a_task_ends_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Clerk, "_paid", lambda self, order: {})
    shops.tiny_shop(tmp_path, cancel=[CANCEL])
    done = CliRunner().invoke(app, ["eval", "tau2", "--data", str(tmp_path)])
    assert done.exit_code == 1
    assert "task cancel" in done.output


def test_the_command_says_where_its_files_are_missing(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        app, ["eval", "tau2", "--data", str(tmp_path)], env={"COLUMNS": "300"}
    )
    assert done.exit_code == 2
    assert "db.json and tasks.json" in done.output
