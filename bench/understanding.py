"""What understanding one message costs: language, intent, mentions and mood together.

Every English message of the demo company's golden conversations is read by the routing and by the
sentiment function, one after the other, which keep nothing for each other. The figures are CPU time
of one core: the wait on a core of one's own, whatever else the machine does.
"""

import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np

from functions.routing.service import understand
from functions.sentiment.service import hear
from shared.adapters.golden import load_scripts
from shared.adapters.models import minilm
from shared.contracts import TurnContext
from shared.domain.conversation import Channel, Memory, Participant
from shared.runtime import wiring

PACK = Path(__file__).parents[1] / "companies" / "northwind"
ROUNDS = 3
WARM_UP = 10


def measure() -> dict[str, float]:
    """Milliseconds for one message. COMPANY_ROOT says where the pack and its artefacts are."""
    company, today = wiring.company(), wiring.today()
    route = partial(
        understand,
        intents=wiring.intent_reader(),
        mentions=wiring.mention_reader(),
        languages=wiring.language_reader(),
        company=company,
        today=today,
    )
    moods, languages = wiring.mood_reader(), wiring.language_reader()
    messages = [_context(text) for text in _texts()]
    took = []
    for context in messages[:WARM_UP] + messages * ROUNDS:
        start = time.process_time()
        minilm.forget()
        route(context)
        minilm.forget()
        hear(context, moods, languages, company)
        took.append((time.process_time() - start) * 1_000)
    p50, p95 = np.percentile(took[WARM_UP:], [50, 95])
    return {"messages": len(messages), "p50_ms": float(p50), "p95_ms": float(p95)}


def _texts() -> list[str]:
    scripts = load_scripts(PACK)
    return [turn.customer for script in scripts if script.language == "en" for turn in script.turns]


def _context(text: str) -> TurnContext:
    return TurnContext(
        conversation_id="cnv",
        message_id="msg",
        text=text,
        sent_at=datetime.now(UTC),
        participant=Participant(Channel.WEB),
        memory=Memory(),
    )
