"""What a message says is not wished for is no wish."""

import pytest

from shared.domain.clauses import as_wished


@pytest.mark.parametrize(
    ("written", "wished"),
    [
        ("stop the lessons for august but dont cancel", "stop the lessons for august"),
        ("Pause it, and please don't cancel my plan.", "Pause it"),
        ("Please do not send it, cancel the order", "cancel the order"),
        ("not a refund, a replacement please", "a replacement please"),
        ("don't cancel my order", "don't cancel my order"),
        ("I cancelled but don't see the refund", "I cancelled but don't see the refund"),
        ("Can I return it but not the cable?", "Can I return it but not the cable?"),
    ],
)
def test_what_is_not_wished_for_is_left_out(written: str, wished: str) -> None:
    assert as_wished(written) == wished
