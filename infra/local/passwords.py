"""Secrets as Secrets Manager generates them."""

import json
import secrets
import string
from typing import Any


def generate(rules: dict[str, Any]) -> str:
    alphabet = string.ascii_letters + string.digits
    if not rules.get("ExcludePunctuation"):
        alphabet += "".join(set("!#$%&()*+-.:;<=>?@_") - set(rules.get("ExcludeCharacters", "")))
    password = "".join(secrets.choice(alphabet) for _ in range(rules.get("PasswordLength", 32)))
    if "SecretStringTemplate" not in rules:
        return password
    template = json.loads(rules["SecretStringTemplate"])
    return json.dumps(template | {rules["GenerateStringKey"]: password})
