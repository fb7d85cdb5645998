"""The running summary of a conversation."""

from shared.domain.evidence import Fact, Grounds
from shared.domain.intents import Desk
from shared.domain.routing import MAY_BE_TOLD, Decision
from shared.domain.story import LINES, go_on

ORDER = Decision(Desk.WORKFLOW, "order_status", 0.9, "understood", errand="order_status")
RETURNS = Decision(Desk.ASSISTANT, "return_policy", 0.9, "understood")
FOUND = Grounds(outcome="found", order_number="NW-10482")


def test_each_wish_leaves_a_line_on_what_became_of_it() -> None:
    waiting = Grounds(outcome="ask_for_order", awaiting="order_status")
    story = go_on((), [(ORDER, waiting, True)])
    story = go_on(story, [(ORDER, FOUND, True), (RETURNS, Grounds(outcome="unknown"), False)])
    story = go_on(story, [(Decision(Desk.CLARIFY, None, 0.2, "unsure"), Grounds(), True)])
    story = go_on(story, [(Decision(Desk.HUMAN, None, 1.0, "asked_for"), Grounds(), True)])
    assert story == (
        "order status: waits for details",
        "order status (order NW-10482): answered",
        "return policy: not answered",
        "something else: asked back",
        "something else: passed to a colleague",
    )


def test_a_guess_that_found_nothing_was_asked_back() -> None:
    guess = Decision(Desk.ASSISTANT, "return_policy", 0.85, MAY_BE_TOLD)
    assert go_on((), [(guess, Grounds(outcome="unknown"), False)]) == ("return policy: asked back",)
    assert go_on((), [(guess, FOUND, True)]) == ("return policy (order NW-10482): answered",)


def test_an_offer_that_was_granted_is_part_of_it_once() -> None:
    offer = Fact("offer/late_parcel", "Offer K7Q2ABCD", "2026-05-06", "Here is 10% off.")
    story = go_on((), [(ORDER, FOUND, True)], [offer])
    told_again = go_on(story, [(RETURNS, FOUND, True)], [offer])
    assert story[-1] == "Offer K7Q2ABCD: granted (late parcel)"
    assert told_again == (*story, "return policy (order NW-10482): answered")


def test_a_line_is_not_repeated_and_the_latest_are_kept() -> None:
    assert len(go_on((), [(ORDER, FOUND, True)] * 3)) == 1
    turns = [(ORDER, FOUND, True), (RETURNS, FOUND, True)] * LINES
    assert len(go_on((), turns)) == LINES
