"""Trouble of a company with the API that we give it."""

from datetime import timedelta

from functions.workflows.office import Office
from functions.workflows.receipts import done
from functions.workflows.words import says, tells
from shared.domain.errands.run import Change, Ending, Run, Step, own_word
from shared.domain.evidence import Fact
from shared.ports.systems.others import ApiError, ApiKey

_SOON = timedelta(days=14)
_TEXTS = {429: "too_many", 401: "unauthorized"}


def keys(run: Run, office: Office) -> Step:
    found = office.developers.keys(run.customer)
    if not found:
        said = (own_word(says(run, office, "no_keys")),)
        return Step(said=said, ending=Ending("no_keys"))
    return Step(values={"key": found[0].id})


def diagnosis(run: Run, office: Office) -> Step:
    """What the keys' state and the error log explain; a key that ends soon may be replaced."""
    found = office.developers.keys(run.customer)
    told = [fact for key in found for fact in _explained(run, office, key)]
    if not told:
        said = (own_word(says(run, office, "healthy")),)
        return Step(said=said, ending=Ending("healthy", hands_over=True))
    ending = next((k for k in found if k.ends_on and k.ends_on - office.today <= _SOON), None)
    case = Change("case", "note", "")
    if ending is None or not ending.is_active:
        return Step(values={"told": [fact.text for fact in told]}, plan=(case,))
    words = " ".join(
        (*(fact.text for fact in told), says(run, office, "will_rotate", name=ending.id))
    )
    rotate = Change("rotate", "rotate_key", words, source=f"API key {ending.id}")
    return Step(values={"key": ending.id, "told": [f.text for f in told]}, plan=(rotate, case))


def rotate(run: Run, office: Office) -> str:
    return office.developers.rotate(run.key("rotate"), run.values["key"])


def keep(run: Run, office: Office) -> None:
    office.developers.undo(run.key("rotate"), run.values["key"])


def case(run: Run, office: Office) -> str:
    subject = says(run, office, "subject")
    return office.crm.note(run.key("case"), run.customer, subject, " ".join(run.values["told"]))


def receipt(run: Run, office: Office) -> Step:
    """Where there was nothing to agree to, what was found is said only here."""
    did = done(run, office, {})
    source = f"API key {run.values['key']}"
    found = tuple(
        Fact(f"{run.id}/{at}", source, "now", text) for at, text in enumerate(run.values["told"])
    )
    said = (*(did or found), own_word(says(run, office, "told")))
    return Step(said=said, ending=Ending("explained", is_done=True))


def _explained(run: Run, office: Office, key: ApiKey) -> list[Fact]:
    source = f"API key {key.id}"
    facts = []
    if not key.is_active:
        facts.append(tells(run, office, "inactive", source, name=key.id))
    elif key.ends_on and key.ends_on - office.today <= _SOON:
        ends = office.day(run, key.ends_on)
        facts.append(tells(run, office, "ends", source, name=key.id, ends=ends))
    errors = office.developers.errors(key.id)[:2]
    return facts + [_error(run, office, key, error, source) for error in errors]


def _error(run: Run, office: Office, key: ApiKey, error: ApiError, source: str) -> Fact:
    return tells(
        run,
        office,
        _TEXTS.get(error.status, "other"),
        source,
        name=key.id,
        count=str(error.count),
        status=str(error.status),
        reason=error.reason,
        limit=str(key.requests_a_minute),
    )
