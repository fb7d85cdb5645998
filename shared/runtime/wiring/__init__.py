"""Which adapter stands behind which port. Everything is made on first use and kept.

Each maker imports its adapter itself, so a function pays only for the adapters that it uses.
"""

from shared.runtime.wiring.channels import (
    connections,
    conversations,
    dead_letters,
    identity_secret,
    ledger,
    parcel,
    pusher,
    session_secret,
    text_sender,
    turn_queue,
    turn_runner,
)
from shared.runtime.wiring.knowledge import (
    document_source,
    evidence_finder,
    library,
    publications,
    publisher,
    shipped_source_names,
    source_names,
)
from shared.runtime.wiring.models import (
    embedded_composer,
    encoder,
    intent_reader,
    language_reader,
    mention_reader,
    mood_reader,
    reply_writer,
)
from shared.runtime.wiring.pack import (
    catalogue,
    check_policies,
    company,
    customers,
    new_secret,
    now,
    orders,
    policies,
    today,
)

__all__ = [
    "catalogue",
    "check_policies",
    "company",
    "connections",
    "conversations",
    "customers",
    "dead_letters",
    "document_source",
    "embedded_composer",
    "encoder",
    "evidence_finder",
    "identity_secret",
    "intent_reader",
    "language_reader",
    "ledger",
    "library",
    "mention_reader",
    "mood_reader",
    "new_secret",
    "now",
    "orders",
    "parcel",
    "policies",
    "publications",
    "publisher",
    "pusher",
    "reply_writer",
    "session_secret",
    "shipped_source_names",
    "source_names",
    "text_sender",
    "today",
    "turn_queue",
    "turn_runner",
]
