"""The judges against sentences of somebody who had not read them: what they are worth elsewhere.

The floors are what was measured on the half that was held out; they keep it from getting worse.
"""

import pytest

from tests.evaluation import outsiders
from tests.evaluation.outsiders import Half


@pytest.mark.parametrize(
    ("half", "most_lost", "least_caught"), [("open", 0.09, 0.85), ("held", 0.225, 0.865)]
)
def test_outsiders_sentences(half: Half, most_lost: float, least_caught: float) -> None:
    drafts, found = outsiders.faithful(half), outsiders.faults(half)
    said = sum(len(draft.draft) for draft in drafts)
    lost = said - sum(len(draft.shown()) for draft in drafts)
    caught = sum(fault.is_caught for fault in found)
    print(f"{half}: {lost} of {said} faithful lost, {caught} of {len(found)} faults caught")
    assert lost <= most_lost * said
    assert caught >= least_caught * len(found)
