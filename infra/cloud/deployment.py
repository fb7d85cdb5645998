"""What one deployment is about: which company, and which model writes its replies."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from aws_cdk import App

from infra.cloud.constructs.calls import Phone
from infra.cloud.constructs.library import Source
from infra.cloud.constructs.streams import Kafka
from infra.cloud.model import CheckModel, Model, MoodModel
from infra.cloud.search import SearchEngine

__all__ = ["ROOT", "App", "Deployment", "new_app"]

ROOT = Path(__file__).parents[2]
NO_KAFKA = Kafka()
PATHS_IN_TEMPLATE = "aws:cdk:enable-path-metadata"
"""The command line sets this by itself, and refuses to read it from cdk.json."""


def new_app(outdir: str | None = None) -> App:
    """An app with the context of cdk.json, as the CDK's command line gives it.

    So both ways write the same template. What the command line is told with -c and --output wins.
    """
    context = json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"]
    return App(
        context={**context, PATHS_IN_TEMPLATE: True},
        outdir=outdir or os.environ.get("CDK_OUTDIR") or str(ROOT / "cdk.out"),
        analytics_reporting=False,
    )


DEMO_ISSUER = "https://staff.northwind.example"
"""Nobody's: the local run signs staff in by itself."""


@dataclass(frozen=True)
class Staff:
    """Where the company's people sign in: an OpenID provider, the client that the console is to it,
    and the claim of its tokens that names their roles."""

    issuer: str = DEMO_ISSUER
    client_id: str = "careline-console"
    roles_claim: str = "roles"

    def __post_init__(self) -> None:
        if not self.issuer.startswith("https://"):
            raise ValueError(f"staff_issuer is {self.issuer!r}: it must begin with https://")


@dataclass(frozen=True)
class Deployment:
    company: str
    """Name of the pack, a folder of companies/."""
    allowed_origins: tuple[str, ...]
    """Origins of the pages that may call the HTTP API. Patterns stay out: API Gateway has none."""
    languages: tuple[str, ...]
    """Those that customers may write in."""
    sms_number: str | None
    """The number, E.164, that the company texts from."""
    email_address: str | None
    """The address that customers write to, at a domain that SES has verified."""
    model: Model
    mood_model: MoodModel
    sources: tuple[Source, ...]
    search: SearchEngine
    system_secrets: tuple[str, ...] = ()
    """Whole ARNs of the secrets of the systems of record that the pack names, if it names any."""
    phones: tuple[Phone, ...] = ()
    """On which customers call, if they do."""
    mail_sender: str = ""
    """The address, verified in SES, that the errands' e-mails come from."""
    staff: "Staff" = field(default_factory=lambda: Staff())
    webhook_secrets: tuple[str, ...] = ()
    """And of those that senders of web hooks sign with."""
    kafka: Kafka = NO_KAFKA
    partners: tuple[str, ...] = ()
    """The event buses of partners' event sources."""
    signs_in: bool = False
    """Whether an OpenID provider vouches for customers, as the pack's identity.yaml says."""
    sign_in_secret: str = ""
    """Whole ARN of the secret by which it knows us, if it gave one."""

    @staticmethod
    def read(app: App) -> "Deployment":
        """The deployment that the app's context and the pack describe. Raises FileNotFoundError."""
        company = _context(app, "company")
        pack = ROOT / "companies" / company / "company.yaml"
        about: dict[str, Any] = yaml.safe_load(pack.read_text(encoding="utf-8"))
        return Deployment(
            company=company,
            allowed_origins=tuple(
                origin for origin in about["web"]["allowed_origins"] if "*" not in origin
            ),
            languages=tuple(about["languages"]),
            sms_number=about.get("sms", {}).get("number"),
            email_address=about.get("email", {}).get("address"),
            model=Model(
                engine=_context(app, "model_engine"),
                id=_context(app, "model_id"),
                endpoint=_context(app, "model_endpoint"),
                secret_arn=_context(app, "model_secret_arn"),
                streams=_context(app, "model_streams") == "true",
                fallback_id=_context(app, "model_fallback_id"),
                caches=_context(app, "model_caches") == "true",
                prices=_context(app, "model_prices"),
                check=CheckModel(
                    _context(app, "check_engine"),
                    _context(app, "check_model_id"),
                    _context(app, "check_prices"),
                ),
            ),
            search=SearchEngine(
                _context(app, "search_engine"),
                _context(app, "search_endpoint"),
                _context(app, "search_domain_arn"),
            ),
            phones=_phones(pack.with_name("calls.yaml")),
            system_secrets=_system_secrets(pack.with_name("systems.yaml")),
            mail_sender=_mail_sender(pack.with_name("systems.yaml")),
            webhook_secrets=_webhook_secrets(pack.with_name("webhooks.yaml")),
            kafka=Kafka(
                topics=_list(app, "kafka_topics"),
                cluster_arn=_context(app, "kafka_cluster_arn"),
                bootstrap_servers=_list(app, "kafka_bootstrap_servers"),
                secret_arn=_context(app, "kafka_secret_arn"),
                group=_context(app, "kafka_group"),
            ),
            partners=_list(app, "partner_buses"),
            signs_in=pack.with_name("identity.yaml").exists(),
            sign_in_secret=_stated(pack.with_name("identity.yaml")).get("secret", ""),
            staff=Staff(
                _context(app, "staff_issuer") or DEMO_ISSUER,
                _context(app, "staff_client_id"),
                _context(app, "staff_roles_claim"),
            ),
            sources=_sources(pack.with_name("sources.yaml")),
            mood_model=MoodModel(_context(app, "mood_engine"), _context(app, "mood_model_id")),
        )


def _sources(path: Path) -> tuple[Source, ...]:
    """A pack without such a file keeps the articles that it was deployed with."""
    listed = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else []
    return tuple(
        Source(entry["name"], entry.get("schedule"), entry.get("secret")) for entry in listed
    )


def _phones(path: Path) -> tuple[Phone, ...]:
    return tuple(Phone(each["locale"], each["voice"]) for each in _stated(path).values())


def _stated(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8"))) if path.exists() else {}


def _system_secrets(path: Path) -> tuple[str, ...]:
    """A company without such a file has the demo's systems."""
    named = _stated(path)
    return tuple(sorted({each["secret"] for each in named.values() if "secret" in each}))


def _mail_sender(path: Path) -> str:
    named = _stated(path)
    return str(named.get("mail", {}).get("sender", ""))


def _webhook_secrets(path: Path) -> tuple[str, ...]:
    named = _stated(path)
    arns = {arn for entry in named.values() for arn in entry.get("secrets", [])}
    return tuple(sorted(arns))


def _list(app: App, name: str) -> tuple[str, ...]:
    """Values with commas between them."""
    return tuple(each.strip() for each in _context(app, name).split(",") if each.strip())


def _context(app: App, name: str) -> str:
    return str(app.node.try_get_context(name) or "")
