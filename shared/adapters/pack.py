"""Reads a company pack: the folder of YAML and Markdown that makes Careline one company's."""

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import yaml

from shared.adapters.calls import load_phones
from shared.adapters.offers import load_offers
from shared.adapters.risk_cards import RISK, load_scorecards
from shared.adapters.sources.articles import read_article
from shared.adapters.translations import load_translations
from shared.adapters.yaml_text import parse_yaml
from shared.domain.company import Company, Manner
from shared.domain.customer_memory import Remembering
from shared.domain.documents import Document, in_force
from shared.domain.empathy import Trouble
from shared.domain.errors import BrokenPack, InvalidInput
from shared.domain.intents import Desk, Intent
from shared.domain.letter import TEXTS
from shared.domain.mentions import OrderNumbers
from shared.domain.money import Money
from shared.domain.orders import Customer, Delay, Order, OrderStatus, Product, sold_as
from shared.domain.remembering import SPOKEN as SPOKEN_OF_MEMORY
from shared.domain.routing import RoutingPolicy
from shared.domain.voice import Voice

_SPOKEN = {
    *("clarify_between", "clarify_one", "clarify_open", "go_ahead", "all_right"),
    *("sorry_again", "sorry_delay", "sorry_damage", "sorry_billing"),
    *("unknown", "sorry", "apology", "handed_over", "already_with_team"),
}
"""Texts that the platform itself says: every pack has them."""


def load_company(root: Path, languages: tuple[str, ...] = ()) -> Company:
    """The company at `root`, which speaks `languages` if not those it states. Raises BrokenPack
    naming the file and what to mend."""
    about = _read(root / "company.yaml")
    listed = _read(root / "intents.yaml")
    intents = [_intent(entry, root / "intents.yaml") for entry in listed.get("intents", [])]
    names = [intent.name for intent in intents]
    _no_repeats(names, root / "intents.yaml", "intent")
    texts = {key: str(text) for key, text in _read(root / "voice.yaml").items()}
    remembering = _remembering(about.get("memory"), texts, root)
    own = {"memory_days": str(remembering.days)} if remembering else {}
    letters = TEXTS if "email" in about else frozenset()
    spoken = _SPOKEN | letters | (SPOKEN_OF_MEMORY if remembering else set())
    for key in spoken | {intent.reply for intent in intents if intent.reply}:
        if key not in texts:
            _broken(root / "voice.yaml", f"the text {key} is missing")
    try:
        spoken_in = languages or tuple(about["languages"])
        voice = Voice(
            texts,
            titles={intent.name: intent.title for intent in intents},
            terms={key: str(value) for key, value in about.get("support", {}).items()} | own,
            distinctions=_distinctions(listed, names, root / "intents.yaml"),
        )
        translations = {
            language: replace(other, terms=other.terms | own)
            for language, other in load_translations(root, texts, names, spoken_in).items()
        }
        return Company(
            name=about["name"],
            assistant=about["assistant"],
            languages=spoken_in,
            country=about.get("country", "US"),
            timezone=about["timezone"],
            accent=about["accent"],
            greeting=about["greeting"],
            order_numbers=OrderNumbers(
                re.compile(about["orders"]["number_pattern"], re.IGNORECASE | re.VERBOSE),
                about["orders"]["number_form"],
            ),
            allowed_origins=tuple(about["web"]["allowed_origins"]),
            policy=_policy(about.get("routing", {})),
            intents={intent.name: intent for intent in intents},
            out_of_scope=tuple(listed.get("out_of_scope", [])),
            voice=voice,
            translations=translations,
            phones=load_phones(root, {**translations, about["languages"][0]: voice}),
            sms_number=about.get("sms", {}).get("number"),
            today=about.get("demo", {}).get("today"),
            manner=_manner(about.get("manner", {})),
            risk=load_scorecards(root / RISK),
            remembering=remembering,
            offers=load_offers(
                root, names, _tiers(root), texts, currency=about.get("currency", "USD")
            ),
        )
    except KeyError as error:
        _broken(root / "company.yaml", f"{error.args[0]} is missing")
    except TypeError as error:
        _broken(root / "company.yaml", str(error))


def load_documents(root: Path) -> list[Document]:
    """The pack's articles as they are in force, in the order of their file names; none is a valid
    answer. Raises BrokenPack naming the file and what to mend."""
    documents = [_document(path) for path in sorted((root / "knowledge").glob("*.md"))]
    _no_repeats([document.id for document in documents], root / "knowledge", "document")
    try:
        return in_force(documents)
    except InvalidInput as error:
        _broken(root / "knowledge", str(error))


def load_customers(root: Path) -> list[Customer]:
    return [
        Customer(**{name: str(entry[name]) for name in Customer.__dataclass_fields__})
        for entry in _read(root / "data" / "customers.yaml", list)
    ]


def load_products(root: Path) -> list[Product]:
    return [
        Product(
            entry["sku"],
            entry["name"],
            (entry["name"], *entry.get("called", [])),
            entry.get("category"),
        )
        for entry in _read(root / "data" / "products.yaml", list)
    ]


def load_orders(root: Path) -> list[Order]:
    return [_order(entry) for entry in _read(root / "data" / "orders.yaml", list)]


def _intent(entry: dict[str, Any], path: Path) -> Intent:
    try:
        intent = Intent(
            name=entry["name"],
            title=entry["title"],
            desk=Desk(entry["desk"]),
            utterances=tuple(entry["utterances"]),
            errand=entry.get("errand"),
            reply=entry.get("reply"),
            trouble=_trouble(entry, path),
            wants_out=bool(entry.get("wants_out")),
        )
    except KeyError as error:
        _broken(path, f"the intent {entry.get('name', '?')} lacks {error.args[0]}")
    except ValueError:
        _broken(path, f"the intent {entry['name']} has the desk {entry['desk']!r}")
    if intent.desk is Desk.WORKFLOW and not intent.errand:
        _broken(path, f"the intent {intent.name} goes to a workflow but names no errand")
    return intent


def _trouble(entry: dict[str, Any], path: Path) -> Trouble | None:
    stated = entry.get("trouble")
    if stated not in (None, *Trouble):
        _broken(path, f"the trouble of {entry['name']} is {stated!r}, not {', '.join(Trouble)}")
    return Trouble(stated) if stated else None


def _tiers(root: Path) -> list[str]:
    path = root / "policies" / "dimensions.yaml"
    return [*_read(path).get("tier", {})] if path.exists() else []


def _policy(limits: dict[str, Any]) -> RoutingPolicy:
    return RoutingPolicy(**{**limits, "valued_tiers": frozenset(limits.get("valued_tiers", []))})


def _remembering(
    stated: dict[str, Any] | None, texts: dict[str, str], root: Path
) -> Remembering | None:
    if stated is None:
        return None
    days, after = stated.get("days"), frozenset(map(str, stated.get("asks_after", [])))
    if not isinstance(days, int) or days < 1:
        _broken(root / "company.yaml", "memory.days must say for how many days, at least 1")
    if unknown := sorted(after - set(texts)):
        _broken(root / "company.yaml", f"memory.asks_after: {unknown[0]} is not in voice.yaml")
    return Remembering(days, after)


def _manner(stated: dict[str, Any]) -> Manner:
    lists = {key: tuple(map(str, stated.get(key, []))) for key in ("never", "rivals")}
    return Manner(**{**stated, **lists})


def _distinctions(
    listed: dict[str, Any], names: list[str], path: Path
) -> dict[frozenset[str], str]:
    found = {}
    for entry in listed.get("distinctions", []):
        pair = frozenset(entry["between"])
        if len(pair) != 2 or not pair <= set(names):
            _broken(path, f"a distinction needs two intents declared here, not {sorted(pair)}")
        found[pair] = str(entry["ask"])
    return found


def _document(path: Path) -> Document:
    try:
        return read_article(path.read_text(encoding="utf-8-sig"))
    except (InvalidInput, UnicodeDecodeError) as error:
        _broken(path, str(error))


def _order(entry: dict[str, Any]) -> Order:
    delay = entry.get("delay")
    return Order(
        number=entry["number"],
        customer_id=entry["customer"],
        placed=_moment(entry["placed"]),
        items=tuple(sold_as(item["name"], item.get("quantity", 1)) for item in entry["items"]),
        status=OrderStatus(entry["status"]),
        carrier=entry.get("carrier"),
        tracking=entry.get("tracking"),
        due=_moment(entry["due"]) if entry.get("due") else None,
        delay=Delay(delay["cause"], delay["place"], _moment(delay["since"])) if delay else None,
        delivered_at=_moment(entry["delivered_at"]) if entry.get("delivered_at") else None,
        prices=tuple(Money(item["price_minor"]) for item in entry["items"]),
    )


def _moment(value: Any) -> datetime:
    """A time with its offset. YAML turns an unquoted one into UTC, so packs quote theirs."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))


def _read(path: Path, kind: type = dict) -> Any:
    try:
        content = parse_yaml(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        _broken(path, "the file is missing")
    except (yaml.YAMLError, ValueError) as error:  # not UTF-8, or a day that is none
        _broken(path, f"it cannot be read: {error}")
    if not isinstance(content, kind):
        _broken(path, f"it must hold a {kind.__name__}")
    return content


def _no_repeats(names: list[str], path: Path, what: str) -> None:
    repeated = {name for name in names if names.count(name) > 1}
    if repeated:
        _broken(path, f"the {what} {sorted(repeated)[0]} is declared twice")


def _broken(path: Path, mend: str) -> NoReturn:
    raise BrokenPack(f"{path.parent.name}/{path.name}: {mend}")
