"""What the environment says, read when asked for and never on import."""

import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError


class Settings(BaseModel):
    """Every variable a function may be given; each function is given only those it uses."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=str.upper)

    conversations_table: str = ""
    connections_table: str = ""
    ledger_table: str = ""
    graph_table: str = ""
    errands_table: str = ""
    systems_table: str = ""
    errand_machines: str = ""
    bus_name: str = ""
    webhook_secret_arn: str = ""
    turns_queue_url: str = ""
    turn_machine_arn: str = ""
    dead_letters_url: str = ""
    knowledge_bucket: str = ""
    search_engine: str = "embedded"
    search_endpoint: str = ""
    publications_queue_url: str = ""
    syncs_queue_url: str = ""
    console_table: str = ""
    jobs_queue_url: str = ""
    console_root: Path = Path("/opt/console")
    staff_issuer: str = ""
    staff_client_id: str = ""
    staff_roles_claim: str = "roles"
    socket_url: str = ""
    socket_callback_url: str = ""
    session_secret_arn: str = ""
    identity_secret_arn: str = ""
    sms_origination_identity: str = ""
    email_address: str = ""
    mail_bucket: str = ""
    company_root: Path = Path("/opt/company")
    mood_engine: str = "embedded"
    mood_model_id: str = ""
    model_engine: str = "embedded"
    model_id: str = ""
    model_endpoint: str = ""
    model_secret_arn: str = ""
    model_fallback_id: str = ""
    model_streams: bool = False
    model_caches: bool = False
    model_prices: str = ""
    check_engine: str = "embedded"
    check_model_id: str = ""
    check_prices: str = ""

    def need(self, name: str) -> str:
        """The value of a setting that this function cannot do without."""
        value = str(getattr(self, name))
        if not value:
            raise RuntimeError(f"{name.upper()} is not set on this function")
        return value


def read() -> Settings:
    """The settings of the running function. Raises RuntimeError naming what is malformed."""
    try:
        return Settings.model_validate(dict(os.environ))
    except ValidationError as error:
        raise RuntimeError(f"the function's environment is malformed: {error}") from error
