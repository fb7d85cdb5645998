"""A CRM in HubSpot: contacts, tickets and tasks. Its subscriptions are its own billing's business,
so whoever sells them elsewhere keeps them in another system.

https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/guide
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from shared.adapters.http.api import Api
from shared.adapters.http.limits import TokenBucket
from shared.adapters.journal import Before, Journal, mark_of
from shared.domain.commerce import Address
from shared.domain.errors import NotFound, Refused
from shared.domain.money import Money
from shared.domain.subscriptions import Plan, Subscription

KEY = "careline_key"
"""A property of tickets and tasks whose values are unique."""
_FIRST_STAGE = "1"
"""Of the default pipeline: https://developers.hubspot.com/docs/api-reference/crm-tickets-v3/guide"""
_PROPERTIES = "address,city,state,zip,country"


def connect(token: str, **more: Any) -> Api:
    """`token` is a private app's; it may ask 100 times in ten seconds.

    https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines
    """
    limit = TokenBucket(rate=10, burst=50)
    headers = {"Authorization": f"Bearer {token}"}
    return Api("https://api.hubapi.com", headers=headers, limit=limit, **more)


class HubspotCrm:
    """Customers go by the ids of their contacts."""

    def __init__(self, api: Api, journal: Journal) -> None:
        self._api = api
        self._journal = journal

    def address(self, customer_id: str) -> Address:
        return _address(self._contact(customer_id))

    def move(self, key: str, customer_id: str, address: Address) -> str:
        def do(_: Before) -> str:
            self._write(customer_id, _properties(address))
            return mark_of(key)

        return self._journal.once(
            key,
            customer_id,
            do,
            lambda before: self._write(customer_id, before),
            lambda: _properties(self.address(customer_id)),
        )

    def undo(self, key: str, record: str) -> None:
        self._journal.take_back(key, record, lambda before: self._write(record, before))

    def note(self, key: str, customer_id: str, subject: str, text: str) -> str:
        stage = {"hs_pipeline": "0", "hs_pipeline_stage": _FIRST_STAGE}
        return self._add(
            key, customer_id, "tickets", {"subject": subject, "content": text, **stage}
        )

    def schedule(self, key: str, customer_id: str, what: str, on: date) -> str:
        due = datetime.combine(on, time(), UTC).isoformat(timespec="milliseconds")
        fields = {"hs_task_subject": what, "hs_timestamp": due.replace("+00:00", "Z")}
        return self._add(key, customer_id, "tasks", {**fields, "hs_task_status": "NOT_STARTED"})

    def subscriptions(self, customer_id: str) -> list[Subscription]:
        raise _not_here()

    def plans(self) -> list[Plan]:
        raise _not_here()

    def plan(self, sku: str) -> Plan:
        raise _not_here()

    def end(self, key: str, subscription_id: str, on: date) -> str:
        raise _not_here()

    def pause(self, key: str, subscription_id: str, since: date, until: date) -> str:
        raise _not_here()

    def change_plan(self, key: str, subscription_id: str, sku: str, price: Money) -> str:
        raise _not_here()

    def renew(self, key: str, subscription_id: str, until: date) -> str:
        raise _not_here()

    def _contact(self, id_: str) -> Mapping[str, str | None]:
        found = self._api.get(f"crm/v3/objects/contacts/{id_}", {"properties": _PROPERTIES})
        properties: Mapping[str, str | None] = found["properties"]
        return properties

    def _write(self, id_: str, properties: Mapping[str, str]) -> None:
        path = f"crm/v3/objects/contacts/{id_}"
        self._api.ask("PATCH", path, json={"properties": properties}, repeatable=True)

    def _add(self, key: str, customer_id: str, kind: str, properties: Mapping[str, str]) -> str:
        """Created or updated by its key, and then put with its customer: both bear repetition.

        https://developers.hubspot.com/docs/api-reference/crm-associations-v4/guide
        """
        mark = mark_of(key)
        made = self._api.post(
            f"crm/v3/objects/{kind}/batch/upsert",
            {"inputs": [{"idProperty": KEY, "id": mark, "properties": {KEY: mark, **properties}}]},
            repeatable=True,
        )
        if not made.get("results"):
            raise Refused(f"HubSpot does not take {kind}: give them a unique property {KEY}")
        id_ = str(made["results"][0]["id"])
        try:
            self._api.ask(
                "PUT", f"crm/v4/objects/{kind}/{id_}/associations/default/contacts/{customer_id}"
            )
        except NotFound:
            raise NotFound(f"HubSpot knows no contact {customer_id}") from None
        return id_


def _not_here() -> Refused:
    return Refused("HubSpot keeps no subscriptions for us: connect the system that bills them")


def _properties(address: Address) -> dict[str, str]:
    """HubSpot has one street property, which may have several lines."""
    return {
        "address": "\n".join(line for line in (address.street, address.extra) if line),
        "city": address.city,
        "state": address.region,
        "zip": address.postcode,
        "country": address.country,
    }


def _address(properties: Mapping[str, str | None]) -> Address:
    street, _, extra = (properties.get("address") or "").partition("\n")
    return Address(
        street=street,
        extra=extra,
        city=properties.get("city") or "",
        region=properties.get("state") or "",
        postcode=properties.get("zip") or "",
        country=properties.get("country") or "",
    )
