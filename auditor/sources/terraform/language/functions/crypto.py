"""Digests and identifiers made from them."""

from __future__ import annotations

import re

from auditor.sources.partial.values import EvalError, UndecidedError
from auditor.sources.terraform.language.functions.signature import Function, define

_NAMESPACES = {
    "dns": "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    "url": "6ba7b811-9dad-11d1-80b4-00c04fd430c8",
    "oid": "6ba7b812-9dad-11d1-80b4-00c04fd430c8",
    "x500": "6ba7b814-9dad-11d1-80b4-00c04fd430c8",
}
_UUID = re.compile(r"(?:urn:uuid:)?H{8}(?:-H{4}){3}-H{12}|\{H{8}(?:-H{4}){3}-H{12}\}|H{32}".replace("H", "[0-9a-fA-F]"))


def _digest(algorithm: str, text: str) -> bytes:
    """The digest of the text; what it protects is not this program's concern."""
    import hashlib

    return hashlib.new(algorithm, _bytes(text), usedforsecurity=False).digest()


def _bytes(text: str) -> bytes:
    """The text in UTF-8."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise EvalError("the text has characters that UTF-8 cannot encode") from None


def hexadecimal(algorithm: str) -> Function:
    """The function that gives the digest as hexadecimal digits."""
    return define("s", lambda text: _digest(algorithm, text).hex())


def base64(algorithm: str) -> Function:
    """The function that gives the digest in base64."""

    def body(text: str) -> object:
        from base64 import b64encode

        return b64encode(_digest(algorithm, text)).decode()

    return define("s", body)


def uuidv5(namespace: str, name: str) -> object:
    """The UUID that belongs to the name in the namespace."""
    import uuid

    known = _NAMESPACES.get(namespace, namespace)
    if not _UUID.fullmatch(known):
        raise EvalError(f"uuidv5() doesn't support namespace {namespace!r}")
    _bytes(name)
    return str(uuid.uuid5(uuid.UUID(known), name))


def rsadecrypt(ciphertext: str, key: str) -> object:
    """Not done: what is encrypted is not this program's concern."""
    raise UndecidedError("rsadecrypt is not supported")


TABLE: dict[str, Function] = {
    "md5": hexadecimal("md5"),
    "sha1": hexadecimal("sha1"),
    "sha256": hexadecimal("sha256"),
    "sha512": hexadecimal("sha512"),
    "base64sha256": base64("sha256"),
    "base64sha512": base64("sha512"),
    "uuidv5": define("ss", uuidv5),
    "rsadecrypt": define("ss", rsadecrypt),
}
