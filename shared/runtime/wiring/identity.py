"""Who signs customers in."""

from functools import cache

from shared.ports.identity import IdentityProvider
from shared.runtime import settings
from shared.runtime.wiring.pack import secret


@cache
def identity_provider() -> IdentityProvider | None:
    """None where the company's site signs for its customers itself."""
    from shared.adapters.oidc.settings import load_identity

    stated = load_identity(settings.read().company_root)
    if stated is None:
        return None
    from shared.adapters.oidc.provider import OidcProvider

    key = secret(stated.secret) if stated.secret else None
    return OidcProvider(stated.issuer, stated.client_id, stated.customer, key)
