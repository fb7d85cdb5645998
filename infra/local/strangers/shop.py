"""The shop's own files: `db.json` and `tasks.json`, as tau2-bench has them in
https://github.com/sierra-research/tau2-bench/tree/main/data/tau2/domains/retail."""

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from shared.domain.errors import InvalidInput

Json = dict[str, Any]
WRITES = frozenset(
    {
        "cancel_pending_order",
        "exchange_delivered_order_items",
        "modify_pending_order_address",
        "modify_pending_order_items",
        "modify_pending_order_payment",
        "modify_user_address",
        "return_delivered_order_items",
    }
)
"""The tools that change something. All others look things up, reckon or transfer."""


class Action(BaseModel, frozen=True):
    """A call of one of the benchmark's tools."""

    name: str
    arguments: Json


class Criteria(BaseModel, frozen=True):
    actions: tuple[Action, ...] | None


class Task(BaseModel, frozen=True):
    id: str
    evaluation_criteria: Criteria

    @property
    def writes(self) -> list[Action]:
        """What a perfect agent changes in this task, in its order."""
        return [each for each in self.evaluation_criteria.actions or () if each.name in WRITES]


@dataclass(frozen=True)
class Shop:
    """`database` holds `users`, `orders` and `products` by id, amounts as Decimal dollars. It is
    never changed."""

    database: Json
    tasks: tuple[Task, ...] = ()

    def customer_of(self, task: Task) -> str:
        """Whom the agent talks with: the owner of what the first write is about. Empty where
        nothing is written."""
        for action in task.writes:
            return self.owner_of(action)
        return ""

    def owner_of(self, action: Action) -> str:
        if "user_id" in action.arguments:
            return str(action.arguments["user_id"])
        return str(self.database["orders"][action.arguments["order_id"]]["user_id"])


def read_shop(folder: Path) -> Shop:
    """Raises InvalidInput where the folder has not both files, or they are no shop."""
    try:
        database = json.loads((folder / "db.json").read_text("utf-8"), parse_float=Decimal)
        tasks = TypeAdapter(tuple[Task, ...]).validate_json((folder / "tasks.json").read_bytes())
    except FileNotFoundError as error:
        raise InvalidInput(f"{folder} has no db.json and tasks.json of tau2-bench") from error
    except (ValueError, ValidationError) as error:
        raise InvalidInput(f"{folder} holds no database and tasks of tau2-bench") from error
    missing = {"users", "orders", "products"} - set(database)
    if missing:
        raise InvalidInput(f"{folder / 'db.json'} has no {', '.join(sorted(missing))}")
    return Shop(database, tasks)


def cents(dollars: Decimal | int) -> int:
    """Raises InvalidInput for a part of a cent: an amount is exact, or it is no amount."""
    exact = dollars * 100
    if exact != int(exact):
        raise InvalidInput(f"{dollars} dollars are not whole cents")
    return int(exact)


def described(name: str, options: dict[str, str]) -> str:
    """A variant's full name: "T-Shirt, color blue, size M"."""
    return ", ".join([name, *(f"{option} {options[option]}" for option in sorted(options))])
