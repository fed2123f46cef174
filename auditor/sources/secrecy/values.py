"""Values as a report may show them."""

from __future__ import annotations

from auditor.sources.secrecy.secrets import MASK, Secrets, is_secret_name, without_credentials, without_passwords


def masked_value(name: str, value: object, secrets: Secrets) -> object:
    """A value that stands under a name, in the shape of JSON, without what is or may be a secret."""
    if isinstance(value, dict):
        return {secrets.scrub(str(key)): masked_value(str(key), held, secrets) for key, held in value.items()}
    if value in (None, "", []):
        return value
    if is_secret_name(name):
        return MASK
    if isinstance(value, list):
        return [masked_value(name, held, secrets) for held in value]
    if not isinstance(value, str):
        return value
    text = without_passwords(value) if "access_string" in name else value
    return secrets.scrub(without_credentials(text) if "://" in text else text)
