"""A key does its thing once, and takes back just that, whatever dies in between."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.demo.records import MemoryRecords
from shared.adapters.journal import Before, Journal
from shared.domain.errors import Refused


class Shop:
    """Another system with one field, and calls that may die before or after they reach it."""

    def __init__(self) -> None:
        self.journal = Journal(MemoryRecords(), "shop")
        self.city = "Berlin"
        self.asked = 0

    def move(self, key: str, city: str, dies: str = "") -> str:
        def do(_: Before) -> str:
            if dies == "early":
                raise TimeoutError
            self.asked += 1
            self.city = city
            if dies == "late":
                raise TimeoutError
            return key.upper()

        return self.journal.once(key, "maya", do, self.put_back, lambda: {"city": self.city})

    def put_back(self, before: Before) -> None:
        self.city = before["city"]

    def undo(self, key: str) -> None:
        self.journal.take_back(key, "maya", self.put_back)


def test_a_key_works_once_and_answers_the_same() -> None:
    shop = Shop()
    assert [shop.move("a", "Paris"), shop.move("a", "Paris")] == ["A", "A"]
    assert shop.asked == 1


@given(deaths=st.lists(st.sampled_from(["early", "late"]), max_size=4), lives=st.booleans())
def test_what_was_there_before_comes_back_however_the_calls_died(
    deaths: list[str], lives: bool
) -> None:
    shop = Shop()
    for death in deaths:
        with pytest.raises(TimeoutError):
            shop.move("a", "Paris", death)
    if lives:
        shop.move("a", "Paris")
        assert shop.city == "Paris"
    shop.undo("a")
    assert shop.city == "Berlin"
    with pytest.raises(Refused):
        shop.move("a", "Paris")
    assert shop.city == "Berlin"


def test_what_came_later_is_not_undone_twice() -> None:
    shop = Shop()
    shop.move("a", "Paris")
    shop.undo("a")
    shop.move("b", "Rome")
    shop.undo("a")
    assert shop.city == "Rome"


def test_what_is_taken_back_while_it_is_done_is_undone() -> None:
    shop = Shop()

    def do(_: Before) -> str:
        shop.undo("a")
        shop.city = "Paris"
        return "A"

    with pytest.raises(Refused):
        shop.journal.once("a", "maya", do, shop.put_back, lambda: {"city": shop.city})
    assert shop.city == "Berlin"
