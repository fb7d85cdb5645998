"""A CRM in Salesforce: contacts, cases, tasks, products, and a custom object for subscriptions.

Salesforce has no standard object for a consumer's subscription, so the org holds `Subscription__c`,
with the fields named in `_FIELDS`; see docs/connectors.md. Customers go by the ids of their
contacts. https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/
"""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from simple_salesforce.api import Salesforce
from simple_salesforce.format import format_soql

from shared.adapters.journal import Before, Journal, mark_of
from shared.adapters.salesforce.org import salesforce_errors
from shared.domain.commerce import Address
from shared.domain.errors import Conflict, NotFound
from shared.domain.money import Money
from shared.domain.orders import SubscriptionStatus
from shared.domain.subscriptions import Plan, Subscription

Fields = dict[str, Any]
CONTACT, SUBSCRIPTION = "Contact", "Subscription__c"
KEY = "Careline_Key__c"
"""A text field of Case and Task, by which what was made under a key is found again."""
_FIELDS = (
    "Id, Contact__c, Sku__c, Status__c, Price__c, Period_Start__c, Period_End__c, Is_Yearly__c, "
    "Paid_On__c, Last_Pause__c, Paused_Until__c, Ends_On__c, Seats__c"
)
_THEIRS = f"SELECT {_FIELDS} FROM Subscription__c WHERE Contact__c = {{}} ORDER BY Period_Start__c"
_PLANS = (
    "SELECT UnitPrice, Product2.ProductCode, Product2.Name, Product2.Description, "
    "Product2.Allowances__c FROM PricebookEntry WHERE IsActive = true "
    "AND Pricebook2.IsStandard = true AND Product2.Family = 'Plan' ORDER BY UnitPrice"
)
_MADE = "SELECT Id FROM {:literal} WHERE Careline_Key__c = {} LIMIT 1"


class SalesforceCrm:
    """`currency` is the org's own."""

    def __init__(self, org: Salesforce, journal: Journal, currency: str = "USD") -> None:
        self._org = org
        self._journal = journal
        self._currency = currency

    def subscriptions(self, customer_id: str) -> list[Subscription]:
        return [self._subscription(each) for each in self._query(format_soql(_THEIRS, customer_id))]

    def plans(self) -> list[Plan]:
        return [self._plan(each["Product2"], each["UnitPrice"]) for each in self._query(_PLANS)]

    def plan(self, sku: str) -> Plan:
        found = next((plan for plan in self.plans() if plan.sku == sku), None)
        if found is None:
            raise NotFound(f"Salesforce sells no plan {sku}")
        return found

    def address(self, customer_id: str) -> Address:
        return _address(self._read(CONTACT, customer_id))

    def move(self, key: str, customer_id: str, address: Address) -> str:
        return self._change(key, CONTACT, customer_id, lambda _: _mailing(address))

    def end(self, key: str, subscription_id: str, on: date) -> str:
        fields = {"Status__c": SubscriptionStatus.CANCELLED.value, "Ends_On__c": on.isoformat()}
        return self._change(key, SUBSCRIPTION, subscription_id, lambda _: fields)

    def pause(self, key: str, subscription_id: str, since: date, until: date) -> str:
        fields = {
            "Status__c": SubscriptionStatus.PAUSED.value,
            "Last_Pause__c": since.isoformat(),
            "Paused_Until__c": until.isoformat(),
        }
        return self._change(key, SUBSCRIPTION, subscription_id, lambda _: fields)

    def change_plan(self, key: str, subscription_id: str, sku: str, price: Money) -> str:
        fields = {"Sku__c": sku, "Price__c": price.minor / 100}
        return self._change(key, SUBSCRIPTION, subscription_id, lambda _: fields)

    def renew(self, key: str, subscription_id: str, until: date) -> str:
        def fields(now: Fields) -> Fields:
            return {"Period_Start__c": now["Period_End__c"], "Period_End__c": until.isoformat()}

        return self._change(key, SUBSCRIPTION, subscription_id, fields)

    def undo(self, key: str, record: str) -> None:
        self._journal.take_back(key, record, lambda before: self._put_back(record, before))

    def note(self, key: str, customer_id: str, subject: str, text: str) -> str:
        fields = {"Subject": subject, "Description": text, "ContactId": customer_id}
        return self._add(key, "Case", {**fields, "Origin": "Careline"})

    def schedule(self, key: str, customer_id: str, what: str, on: date) -> str:
        fields = {"Subject": what, "WhoId": customer_id, "ActivityDate": on.isoformat()}
        return self._add(key, "Task", fields)

    def _change(self, key: str, kind: str, id_: str, fields: Callable[[Fields], Fields]) -> str:
        def before() -> Before:
            now = self._read(kind, id_)
            if now.get("Status__c") == SubscriptionStatus.CANCELLED.value:
                raise Conflict(f"subscription {id_} has been cancelled")
            new = fields(now)
            return {"kind": kind, "old": {name: now.get(name) for name in new}, "new": new}

        def do(change: Before) -> str:
            self._write(kind, id_, change["new"])
            return mark_of(key)

        return self._journal.once(key, id_, do, lambda change: self._put_back(id_, change), before)

    def _put_back(self, id_: str, change: Before) -> None:
        self._write(change["kind"], id_, change["old"])

    def _read(self, kind: str, id_: str) -> Fields:
        with salesforce_errors():
            return dict(getattr(self._org, kind).get(id_))

    def _write(self, kind: str, id_: str, fields: Fields) -> None:
        with salesforce_errors():
            getattr(self._org, kind).update(id_, fields)

    def _query(self, soql: str) -> list[Fields]:
        with salesforce_errors():
            return [dict(each) for each in self._org.query_all(soql)["records"]]

    def _add(self, key: str, kind: str, fields: Fields) -> str:
        if made := self._query(format_soql(_MADE, kind, mark_of(key))):
            return str(made[0]["Id"])
        with salesforce_errors():
            return str(getattr(self._org, kind).create({**fields, KEY: mark_of(key)})["id"])

    def _money(self, amount: float) -> Money:
        return Money(int((Decimal(str(amount)) * 100).to_integral_value()), self._currency)

    def _plan(self, product: Fields, price: float) -> Plan:
        return Plan(
            sku=product["ProductCode"],
            name=product["Name"],
            price=self._money(price),
            allowances=json.loads(product["Allowances__c"] or "{}"),
            includes=product["Description"] or "",
        )

    def _subscription(self, row: Fields) -> Subscription:
        return Subscription(
            id=row["Id"],
            customer_id=row["Contact__c"],
            sku=row["Sku__c"],
            status=SubscriptionStatus(row["Status__c"]),
            price=self._money(row["Price__c"]),
            period_start=date.fromisoformat(row["Period_Start__c"]),
            period_end=date.fromisoformat(row["Period_End__c"]),
            is_yearly=bool(row["Is_Yearly__c"]),
            paid_on=_day(row["Paid_On__c"]),
            last_pause=_day(row["Last_Pause__c"]),
            paused_until=_day(row["Paused_Until__c"]),
            ends_on=_day(row["Ends_On__c"]),
            seats=int(row["Seats__c"] or 1),
        )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _mailing(address: Address) -> Fields:
    """A street may have several lines in Salesforce."""
    return {
        "MailingStreet": "\n".join(line for line in (address.street, address.extra) if line),
        "MailingCity": address.city,
        "MailingState": address.region,
        "MailingPostalCode": address.postcode,
        "MailingCountry": address.country,
    }


def _address(contact: Fields) -> Address:
    street, _, extra = (contact.get("MailingStreet") or "").partition("\n")
    return Address(
        street=street.strip(),
        extra=extra.strip(),
        city=contact.get("MailingCity") or "",
        region=contact.get("MailingState") or "",
        postcode=contact.get("MailingPostalCode") or "",
        country=contact.get("MailingCountry") or "",
    )
