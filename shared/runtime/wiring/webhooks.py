"""Web hooks of the company's systems, and the bus that they end on."""

from functools import cache

from shared.adapters.webhook_sources import StatedSource
from shared.ports.channels import Bus, Deliveries
from shared.runtime import settings
from shared.runtime.wiring.pack import secret


@cache
def webhook_sources() -> dict[str, StatedSource]:
    from shared.adapters.webhook_sources import load_webhook_sources

    return load_webhook_sources(settings.read().company_root)


@cache
def webhook_secrets(source: StatedSource) -> tuple[str, ...]:
    """The values of its secrets, or the platform's own."""
    arns = source.secrets or (settings.read().need("webhook_secret_arn"),)
    return tuple(secret(arn) for arn in arns)


@cache
def bus() -> Bus:
    from shared.adapters.aws.bus import CompanyBus

    return CompanyBus(settings.read().need("bus_name"))


@cache
def deliveries() -> Deliveries:
    from shared.adapters.aws.deliveries import DynamoDeliveries

    return DynamoDeliveries(settings.read().need("connections_table"))
