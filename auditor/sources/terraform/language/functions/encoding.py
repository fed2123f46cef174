"""Encodings of text, and CSV."""

from __future__ import annotations

import re

from auditor.sources.partial.convert import limited_elements, limited_text
from auditor.sources.partial.type_of import STRING, list_of_type, object_type
from auditor.sources.partial.values import EvalError, ObjectValue
from auditor.sources.terraform.language.functions.signature import Function, define

_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_CODECS = {
    "utf-8": "utf-8",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "us-ascii": "ascii",
    "shift_jis": "shift_jis",
    "euc-jp": "euc_jp",
    "euc-kr": "euc_kr",
    "gbk": "gbk",
    "gb18030": "gb18030",
    "big5": "big5",
    "koi8-r": "koi8_r",
    "latin1": "latin-1",
    **{f"iso-8859-{n}": f"iso8859-{n}" for n in (*range(1, 11), 13, 14, 15, 16)},
    **{f"windows-125{n}": f"cp125{n}" for n in range(9)},
}
"""Python's names for the encodings that are in use; Terraform knows some more."""


def _codec(name: str) -> str:
    """Python's name of the encoding."""
    if name.lower() not in _CODECS:
        raise EvalError(f"{name!r} is not a supported IANA encoding name")
    return _CODECS[name.lower()]


def base64encode(text: str) -> object:
    """The text, in UTF-8, in base64."""
    return textencodebase64(text, "utf-8")


def base64decode(text: str) -> object:
    """The text whose UTF-8 form the base64 text encodes."""
    return _decoded(text, "utf-8")


def textencodebase64(text: str, encoding: str) -> object:
    """The text, in the encoding, in base64."""
    from base64 import b64encode

    codec = _codec(encoding)
    try:
        # a plain utf-16 is big endian with a mark
        encoded = b"\xfe\xff" + text.encode("utf-16-be") if codec == "utf-16" else text.encode(codec)
    except UnicodeEncodeError:
        raise EvalError(f"the given string contains characters that cannot be represented in {encoding}") from None
    return b64encode(encoded).decode()


def textdecodebase64(source: str, encoding: str) -> object:
    """The text whose form in the encoding the base64 text encodes."""
    return _decoded(source, _codec(encoding))


def _decoded(source: str, codec: str) -> str:
    """The base64 text decoded, and the bytes read in the codec."""
    from base64 import b64decode

    packed = source.replace("\r", "").replace("\n", "")
    if not _BASE64.fullmatch(packed):
        raise EvalError("failed to decode base64 data")
    try:
        decoded = b64decode(packed)
        if codec == "utf-16" and decoded[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            codec = "utf-16-be"  # without a mark, where Python would take the machine's own order
        text = decoded.decode(codec)
    except UnicodeDecodeError:
        raise EvalError("the given string contains symbols that are not defined in its encoding") from None
    if codec != "utf-8" and "\ufffd" in text:
        raise EvalError("the given string contains symbols that are not defined in its encoding")
    return text


def urlencode(text: str) -> object:
    """The text as part of a URL's query."""
    from urllib.parse import quote_plus

    try:
        return quote_plus(text)
    except UnicodeEncodeError:
        raise EvalError("the text has characters that UTF-8 cannot encode") from None


def csvdecode(text: str) -> object:
    """A map for each record, by the names in the first one."""
    records = _records(text)
    if not records:
        raise EvalError("missing header line")
    header, *rows = records
    if len(set(header)) < len(header):
        raise EvalError("duplicate column name in header")
    if any(len(row) != len(header) for row in rows):
        raise EvalError("wrong number of fields")
    limited_elements(len(rows) * len(header))
    records_type = object_type(dict.fromkeys(header, STRING))
    return list_of_type([ObjectValue(zip(header, row, strict=True)) for row in rows], records_type)


_FIELD = re.compile(r'"((?:[^"]|"")*)"(?=[,\n]|\Z)|([^",\n][^"\n,]*|)(?=[,\n]|\Z)')


def _records(text: str) -> list[list[str]]:
    """The fields of all lines that are not empty; Python's csv module would accept stray quotes, Terraform does not."""
    limited_text(len(text))
    text = text.replace("\r\n", "\n")
    text = text.removesuffix("\r")
    records: list[list[str]] = []
    at = 0
    while at < len(text):
        if text[at] == "\n":
            at += 1
            continue
        record: list[str] = []
        while True:
            field = _FIELD.match(text, at)
            if field is None:
                raise EvalError("bare or extraneous quote in a field")
            record.append(field[2] if field[1] is None else field[1].replace('""', '"'))
            at = field.end() + 1
            if field.end() >= len(text) or text[field.end()] == "\n":
                break
        records.append(record)
    return records


TABLE: dict[str, Function] = {
    "base64encode": define("s", base64encode),
    "base64decode": define("s", base64decode),
    "textencodebase64": define("ss", textencodebase64),
    "textdecodebase64": define("ss", textdecodebase64),
    "urlencode": define("s", urlencode),
    "csvdecode": define("s", csvdecode),
}
