"""Which files say that they are templates: told from their bytes, since most YAML and JSON is something else.

A text says so by a key at its top: AWSTemplateFormatVersion, a SAM transform, or Resources with types of AWS below it
(templates that the CDK synthesises have no version). A file of the Serverless Framework has a service, a provider and
resources, or at least statements for a role. What stands deeper, such as a template within a Kubernetes
manifest, says nothing about the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from auditor.sources.cloudformation.syntax.encoding import as_utf8


class Kind(Enum):
    """What a file says that it is."""

    TEMPLATE = "template"
    SERVERLESS = "serverless"
    OTHER = "other"


#: Without one of these, or all of those of a service, nothing is looked at more closely.
_WORDS = (b"AWSTemplateFormatVersion", b"AWS::", b"Custom::")
_SERVICE = (b"provider", b"service")
#: One of these makes a service worth reading: the key of what it declares, or those of statements of its roles.
_WORTH = (b"resources", b"iamRoleStatements", b"statements")
_TYPE = re.compile(rb"""["']?Type["']?\s*:\s*["']?(?:AWS|Custom|Alexa|[A-Z]\w+::\w+)::""")
_SAM = re.compile(rb"AWS::(?:Serverless-2016-10-31|LanguageExtensions)\b")
#: What a deployment of CodeDeploy begins with, which has resources and is no template.
_DEPLOYMENT = re.compile(rb"""^[ \t{]*["']?version["']?[ \t]*:[ \t]*["']?0\.0\b""", re.MULTILINE)
#: Lines before the first one that counts: blank, comments, directives, marks of a conflict, the start of a document.
_LEAD = re.compile(rb"(?:[ \t]*(?:[#%][^\r\n]*|//[^\r\n]*|[<=>]{7}[^\r\n]*|---[ \t]*(?:#[^\r\n]*)?)?(?:\r?\n|\r|$))*+")
_KEYS = rb"AWSTemplateFormatVersion|Resources|Transform|service|provider|resources"
_FLOW = re.compile(rb'"(' + _KEYS + rb')"\s*:|"(?:[^"\\]|\\.)*+"|[{}\[\]]', re.DOTALL)
_JSON = re.compile(rb'[ \t]*\{\s*(?:["}/]|$)')

_BEGINNING = 16


def kind_of(text: bytes) -> Kind:
    """What the text of a YAML or JSON file says that it is."""
    text = as_utf8(text)
    if b"\0" in text[:_BEGINNING]:
        # Two bytes for each character, damaged or without the mark that tells it: whoever reads it will say so.
        text = text.replace(b"\0", b"").lstrip(b"\xff\xfe")
    if not any(word in text for word in _WORDS) and not may_be_service(text):
        return Kind.OTHER
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    keys: set[bytes] = set()
    for key in _top_of_json(text, start) if _JSON.match(text, start) else _top_of_yaml(text, start):
        if key not in keys and _decides(key, text):
            return Kind.TEMPLATE
        keys.add(key)
    worth = b"resources" in keys or any(word in text for word in _WORTH[1:])
    return Kind.SERVERLESS if worth and keys.issuperset(_SERVICE) else Kind.OTHER


def may_be_service(text: bytes) -> bool:
    """Whether a text has the words of a service of the Serverless Framework: which it lacks tells at once of most."""
    return all(word in text for word in _SERVICE) and any(word in text for word in _WORTH)


def _decides(key: bytes, text: bytes) -> bool:
    """Whether a text with this key at its top is a template, whatever comes after it."""
    if key == b"Transform":
        return _SAM.search(text) is not None
    if key == b"Resources":
        return _TYPE.search(text) is not None and _DEPLOYMENT.search(text) is None
    return key == b"AWSTemplateFormatVersion"


def is_json(text: bytes) -> bool:
    """Whether a text is JSON, rather than YAML or a template of a template that begins with a brace as well."""
    lead = _LEAD.match(text)
    return _JSON.match(text, lead.end() if lead else 0) is not None


def _top_of_yaml(text: bytes, start: int) -> Iterator[bytes]:
    """Those keys that stand as far to the left as the first line that counts."""
    indent = re.compile(rb"(?:---[ \t]+)?([ \t]*)").match(text, start)
    spaces = re.escape(indent[1]) if indent else b""
    pattern = (
        rb"(?:^|(?<=\r))(?:---[ \t]+)?(?:" + spaces + rb""")?(?:\{[ \t]*)?["']?(""" + _KEYS + rb""")["']?[ \t]*:"""
    )
    return (found[1] for found in re.compile(pattern, re.MULTILINE).finditer(text, start))


def _top_of_json(text: bytes, start: int) -> Iterator[bytes]:
    """Those keys that stand in the outermost object."""
    depth = 0
    for found in _FLOW.finditer(text, start):
        if found[1]:
            if depth == 1:
                yield found[1]
        elif found[0] in b"{[":
            depth += 1
        elif found[0] in b"}]":
            depth -= 1
