"""Types of what functions give, where the name of the function tells them: of results that are null or not known."""

from __future__ import annotations

from auditor.sources.partial.type_of import (
    BOOL,
    NUMBER,
    OPEN,
    STRING,
    Type,
    collection,
)

_TEXTS = collection("list", STRING)

_STRINGS = (
    "abspath base64decode base64encode base64gzip base64sha256 base64sha512 basename bcrypt chomp cidrhost "
    "cidrnetmask cidrsubnet dirname file filebase64 filebase64sha256 filebase64sha512 filemd5 filesha1 filesha256 "
    "filesha512 format "
    "formatdate indent join jsonencode lower md5 pathexpand plantimestamp replace rsadecrypt sha1 sha256 sha512 strrev "
    "substr templatefile templatestring textdecodebase64 textencodebase64 timeadd timestamp title tostring trim "
    "trimprefix trimspace trimsuffix upper urlencode uuid uuidv5 yamlencode"
)
_NUMBERS = "abs ceil floor index length log max min parseint pow signum strlen sum timecmp tonumber"
_BOOLS = "alltrue anytrue can contains endswith fileexists issensitive startswith strcontains tobool"

RESULTS: dict[str, Type] = {
    **dict.fromkeys(_STRINGS.split(), STRING),
    **dict.fromkeys(_NUMBERS.split(), NUMBER),
    **dict.fromkeys(_BOOLS.split(), BOOL),
    **dict.fromkeys(("cidrsubnets", "compact", "formatlist", "sort", "split"), _TEXTS),
    "fileset": collection("set", STRING),
    **dict.fromkeys(("setintersection", "setsubtract", "setsymmetricdifference", "setunion"), collection("set", OPEN)),
    "range": collection("list", NUMBER),
    "transpose": collection("map", _TEXTS),
}
