"""What the stranger's tools do through our ports, reckoned by hand; and what none of them does."""

from pathlib import Path
from typing import Any

import pytest

from infra.local.strangers.examples import legal
from infra.local.strangers.forbidden import attempts
from infra.local.strangers.oracle import Oracle
from infra.local.strangers.records import read_address
from infra.local.strangers.replay import Play, Stage, forbids, try_forbidden
from infra.local.strangers.shop import Action
from shared.domain.errors import NotAuthorized, NotFound, Refused
from shared.domain.money import Money
from tests.unit.strangers import shops
from tests.unit.strangers.shops import ADA, BEN, BLUE, CARD, GIFT, GREEN, LARGE, PAYPAL, RED, SMALL


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(shops.tiny_shop(tmp_path))


@pytest.fixture
def play(stage: Stage) -> Play:
    return stage.open(ADA)


def do(play: Play, tool: str, **arguments: Any) -> None:
    refused = play.do(Action(name=tool, arguments=arguments))
    assert refused is None, refused


def order(play: Play, number: str) -> dict[str, Any]:
    return play.state()[f"order {number}"]


def balance(play: Play) -> int:
    return int(play.state()[f"user {ADA}"]["methods"][GIFT])


def test_a_cancelled_order_is_paid_back_to_the_gift_card_that_paid(play: Play) -> None:
    do(play, "cancel_pending_order", order_id=shops.ON_GIFT, reason="ordered by mistake")
    found = order(play, shops.ON_GIFT)
    assert (found["status"], found["cancelled because"]) == ("cancelled", "ordered by mistake")
    assert found["payments"] == [("payment", 2010, GIFT), ("refund", 2010, GIFT)]
    assert balance(play) == 505 + 2010


def test_another_method_pays_and_the_first_has_its_money_back(play: Play) -> None:
    do(
        play,
        "modify_pending_order_payment",
        order_id=shops.ON_GIFT,
        payment_method_id=PAYPAL,
    )
    found = order(play, shops.ON_GIFT)
    assert found["payments"][1:] == [("payment", 2010, PAYPAL), ("refund", 2010, GIFT)]
    assert (found["status"], balance(play)) == ("pending", 505 + 2010)


def test_what_was_paid_back_is_not_paid_back_again(play: Play) -> None:
    do(play, "modify_pending_order_payment", order_id=shops.ON_GIFT, payment_method_id=PAYPAL)
    do(play, "cancel_pending_order", order_id=shops.ON_GIFT, reason="no longer needed")
    assert order(play, shops.ON_GIFT)["payments"][3:] == [("refund", 2010, PAYPAL)]
    assert balance(play) == 505 + 2010


def test_each_changed_line_has_its_own_variant_and_price(play: Play) -> None:
    do(
        play,
        "modify_pending_order_items",
        order_id=shops.OPEN,
        item_ids=[RED, SMALL],
        new_item_ids=[BLUE, LARGE],
        payment_method_id=GIFT,
    )
    found = order(play, shops.OPEN)
    assert found["status"] == "pending (item modified)"
    assert found["lines"] == [
        (BLUE, "1", "Lamp, color blue", 2555),
        (LARGE, "2", "Rug, size large", 7000),
    ]
    assert found["payments"][1:] == [("refund", 460, GIFT)]
    assert balance(play) == 505 + 460


def test_a_line_is_not_taken_for_what_another_became(play: Play) -> None:
    do(
        play,
        "modify_pending_order_items",
        order_id=shops.TWICE,
        item_ids=[RED, BLUE],
        new_item_ids=[BLUE, GREEN],
        payment_method_id=CARD,
    )
    assert [line[0] for line in order(play, shops.TWICE)["lines"]] == [BLUE, RED, GREEN]


def test_two_of_the_same_may_become_two_others(play: Play) -> None:
    do(
        play,
        "modify_pending_order_items",
        order_id=shops.TWICE,
        item_ids=[RED, RED],
        new_item_ids=[GREEN, BLUE],
        payment_method_id=CARD,
    )
    assert [line[0] for line in order(play, shops.TWICE)["lines"]] == [GREEN, BLUE, BLUE]


def test_a_change_that_costs_nothing_moves_no_money(play: Play) -> None:
    do(
        play,
        "modify_pending_order_items",
        order_id=shops.OPEN,
        item_ids=[RED],
        new_item_ids=[GREEN],
        payment_method_id=CARD,
    )
    assert len(order(play, shops.OPEN)["payments"]) == 1


def test_a_return_and_an_exchange_are_only_written_down(stage: Stage) -> None:
    play = stage.open(ADA)
    do(
        play,
        "return_delivered_order_items",
        order_id=shops.HERE,
        item_ids=[RED, LARGE, RED],
        payment_method_id=GIFT,
    )
    found = order(play, shops.HERE)
    assert (found["status"], found["returned"]) == ("return requested", [RED, RED, LARGE])
    assert (found["settled with"], len(found["payments"]), balance(play)) == (GIFT, 1, 505)
    play = stage.open(ADA)
    do(
        play,
        "exchange_delivered_order_items",
        order_id=shops.HERE,
        item_ids=[RED, LARGE],
        new_item_ids=[BLUE, SMALL],
        payment_method_id=CARD,
    )
    found = order(play, shops.HERE)
    assert (found["status"], found["difference"]) == ("exchange requested", 545 + 1005)
    assert (found["given back"], found["taken instead"]) == ([RED, LARGE], [BLUE, SMALL])
    assert len(found["payments"]) == 1


def test_addresses_move_apart(play: Play) -> None:
    do(play, "modify_pending_order_address", order_id=shops.OPEN, **shops.AWAY)
    assert order(play, shops.OPEN)["address"] == read_address(shops.AWAY)
    assert play.state()[f"user {ADA}"]["address"] == read_address(shops.HOME)
    do(play, "modify_user_address", user_id=ADA, **shops.AWAY)
    assert play.state()[f"user {ADA}"]["address"] == read_address(shops.AWAY)
    assert order(play, shops.TWICE)["address"] == read_address(shops.HOME)


def test_lines_go_back_where_their_price_is_not_paid(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decline(*_: object) -> str:
        raise Refused("the card is declined")

    monkeypatch.setattr(play.systems.payments, "charge", decline)
    change = Action(
        name="modify_pending_order_items",
        arguments={
            "order_id": shops.OPEN,
            "item_ids": [RED],
            "new_item_ids": [BLUE],
            "payment_method_id": CARD,
        },
    )
    before = play.state()
    assert str(play.do(change)) == "the card is declined"
    assert play.state() == before


def test_everything_forbidden_is_refused_for_its_reason_and_leaves_no_trace(stage: Stage) -> None:
    verdicts = list(try_forbidden(stage))
    assert len(verdicts) == 75
    assert [each for each in verdicts if not each.holds] == []


def test_the_second_reading_forbids_the_same(stage: Stage) -> None:
    for attempt in attempts(stage.shop.database):
        oracle = Oracle(stage.shop.database, attempt.customer)
        if attempt.first:
            oracle.do(attempt.first)
        assert forbids(oracle, attempt.action), attempt.rule


def test_what_the_attempts_are_made_of_is_allowed(stage: Stage) -> None:
    """So only what is wrong in an attempt can be what is refused."""
    for customer, action in legal(stage.shop.database):
        assert stage.open(customer).do(action) is None
        assert not forbids(Oracle(stage.shop.database, customer), action)


@pytest.mark.parametrize(
    ("customer", "method", "amount", "error"),
    [
        (BEN, CARD, 100, NotFound),
        (ADA, "gift_card_2", 100, NotFound),
        (ADA, GIFT, -100, Refused),
        (ADA, GIFT, 0, Refused),
        (ADA, GIFT, 506, Refused),
    ],
)
def test_nobody_is_charged_what_is_no_charge_of_theirs(
    play: Play, customer: str, method: str, amount: int, error: type[Exception]
) -> None:
    before = play.state()
    with pytest.raises(error):
        play.systems.payments.charge("key", customer, shops.OPEN, Money(amount), method)
    assert play.state() == before


def test_who_is_refused_is_told_why_without_the_others_name(play: Play) -> None:
    stolen = Action(
        name="cancel_pending_order",
        arguments={"order_id": "#W9", "reason": "no longer needed"},
    )
    error = play.do(stolen)
    assert isinstance(error, NotAuthorized)
    assert BEN not in str(error)
