"""Turns through the whole booted system, as customers see them, beside the bare models' time."""

import asyncio
import json
import statistics
import time
from dataclasses import dataclass
from uuid import uuid4

import httpx
from websockets.asyncio.client import connect

QUESTIONS = (
    "Why was my delivery delayed? I ordered on May 1st and it's still not here.",
    "What's the return policy for digital products?",
    "Would you take an American Express card?",
    "whats the price of express delivery",
    "For how many years do you guarantee a headset?",
    "Is your app usable with TalkBack?",
)


@dataclass(frozen=True)
class Load:
    clients: int
    p50_ms: float
    p95_ms: float
    turns_per_s: float


def measure(url: str, clients: int, turns: int) -> Load:
    """`clients` customers at once, each asking `turns` questions one after another over HTTP and
    waiting for each reply on their WebSocket. To be called from a process of their own, on the
    same machine."""
    return asyncio.run(_measure(url, clients, turns))


async def _measure(url: str, clients: int, turns: int) -> Load:
    start = time.perf_counter()
    runs = await asyncio.gather(*(_customer(url, turns, number) for number in range(clients)))
    elapsed = time.perf_counter() - start
    times = sorted(took for run in runs for took in run)
    return Load(
        clients=clients,
        p50_ms=statistics.median(times) * 1_000,
        p95_ms=times[int(len(times) * 0.95) - 1] * 1_000,
        turns_per_s=len(times) / elapsed,
    )


CONVERSATION = 8
"""Turns before a customer comes back with another conversation."""


async def _customer(url: str, turns: int, number: int) -> list[float]:
    times: list[float] = []
    while len(times) < turns:
        times += await _converse(url, min(CONVERSATION, turns - len(times)), number)
    return times


async def _converse(url: str, turns: int, number: int) -> list[float]:
    async with httpx.AsyncClient(base_url=url, timeout=60) as http:
        signed_in = (await http.get("/shop/identity", params={"customer": "cus_maya"})).json()
        session = (await http.post("/v1/sessions", json=signed_in)).json()
        http.headers["Authorization"] = f"Bearer {session['token']}"
        ticket = (await http.post("/v1/tickets")).json()["ticket"]
        path = f"/v1/conversations/{session['conversationId']}/messages"
        times = []
        async with connect(f"{session['socketUrl']}?ticket={ticket}") as socket:
            for turn in range(turns):
                text = QUESTIONS[(turn + number) % len(QUESTIONS)]
                start = time.perf_counter()
                sent = await http.post(path, json={"clientMessageId": uuid4().hex, "text": text})
                frame = json.loads(await socket.recv())
                assert frame["message"]["inReplyTo"] == sent.json()["messageId"]
                times.append(time.perf_counter() - start)
        return times


def bare_compute_ms() -> float:
    """Median milliseconds that the models alone take for one of the same turns: mood, intent,
    search where the turn searches, and composing; each called directly, in one thread."""
    from functions.retrieval.service import find_all
    from shared.adapters.models import minilm
    from shared.ports.knowledge import Search
    from shared.ports.reply_writer import WriteReply
    from shared.runtime import wiring

    company, today = wiring.company(), wiring.today()
    times = []
    for text in QUESTIONS * 10:
        start = time.perf_counter()
        minilm.forget()
        wiring.mood_reader().read(text, company.locale)
        minilm.forget()
        (reading,) = wiring.intent_reader().read([text], company.locale)
        intent = reading.guesses[0].intent
        minilm.forget()
        if company.intents[intent].errand is None:
            about = company.voice.titles.get(intent, "")
            search = Search(text, company.locale, None, today, about=about)
            found = tuple(find_all(wiring.evidence_finder(), search))
            wiring.embedded_composer().write(
                WriteReply(company.name, company.assistant, text, (), found, (), 3)
            )
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1_000
