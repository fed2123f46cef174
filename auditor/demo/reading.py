"""Requests as boto3 sends them, in each protocol: who asks which operation, and with which arguments.

Sources: smithy.io, "AWS Query protocol", "AWS EC2 query protocol", "AWS JSON 1.1 protocol" and "Smithy RPC v2 CBOR
protocol"; the IAM user guide, "AWS Signature Version 4" (the scope of a signature names region and service).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from auditor.demo import cbor
from auditor.demo.services import action_of, operation_of, service_of

_CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/\d+/([^/]+)/([^/]+)/aws4_request")
#: The protocols, by how an answer is written.
QUERY, EC2, JSON, CBOR = "query", "ec2", "json", "cbor"


class RequestError(ValueError):
    """What is no request of a protocol that is spoken here."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request: by whose key, in which region, which operation, with which arguments.

    `version` is the type of content of JSON, `model` botocore's model of the operation, if there is one.
    """

    key: str
    region: str
    service: str
    operation: str
    protocol: str
    version: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    model: Any = None

    @property
    def action(self) -> str:
        """What IAM calls it."""
        return action_of(self.service, self.operation)

    @property
    def account(self) -> str:
        """The account: the last twelve digits of the key say which."""
        return self.key[-12:]


def read(path: str, headers: Mapping[str, str], body: bytes) -> Request:
    """The request that came over HTTP. Raises RequestError."""
    signed = _CREDENTIAL.search(headers.get("Authorization") or "")
    if signed is None:
        raise RequestError("not signed with Signature Version 4")
    key, region, name = signed.groups()
    service, content = service_of(name), headers.get("Content-Type") or ""
    try:
        if headers.get("smithy-protocol") == "rpc-v2-cbor":
            operation, held = path.rpartition("/operation/")[2], cbor.loads(body) if body else {}
            return _request(key, region, service, operation, CBOR, content, held)
        if target := headers.get("X-Amz-Target"):
            return _request(key, region, service, target.rpartition(".")[2], JSON, content, json.loads(body or b"{}"))
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
    except ValueError as error:
        raise RequestError("the body is not in the protocol that the headers name") from error
    if "Action" not in form:
        raise RequestError("no protocol that is spoken here")
    operation, protocol = form.pop("Action"), EC2 if service == "ec2" else QUERY
    form.pop("Version", None)
    model = operation_of(service, operation)
    shape = model.input_shape if model is not None else None
    try:
        held = _structure(shape, _tree(form), protocol) if shape is not None else {}
    except ValueError as error:
        raise RequestError("an argument is not of its type") from error
    return Request(key, region, service, operation, protocol, "", held, model)


def _request(key: str, region: str, service: str, operation: str, protocol: str, content: str, held: Any) -> Request:
    arguments = held if isinstance(held, dict) else {}
    return Request(key, region, service, operation, protocol, content, arguments, operation_of(service, operation))


def _tree(form: Mapping[str, str]) -> dict[str, Any]:
    """`{"Filter.1.Name": "x"}` as `{"Filter": {"1": {"Name": "x"}}}`."""
    tree: dict[str, Any] = {}
    for key, text in form.items():
        *path, last = key.split(".")
        node = tree
        for name in path:
            held = node.get(name)
            node[name] = node = held if isinstance(held, dict) else {}
        node[last] = text
    return tree


def _structure(shape: Any, node: Any, protocol: str) -> dict[str, Any]:
    held = {}
    for name, member in shape.members.items():
        sent = _sent_name(name, member, protocol)
        if isinstance(node, dict) and sent in node:
            held[name] = _value(member, node[sent], protocol)
    return held


def _sent_name(name: str, shape: Any, protocol: str) -> str:
    told = shape.serialization
    if protocol == EC2:
        sent = str(told.get("queryName") or told.get("name") or name)
        return str(told.get("queryName") or sent[0].upper() + sent[1:])
    if shape.type_name == "list" and told.get("flattened") and shape.member.serialization.get("name"):
        return str(shape.member.serialization["name"])
    return str(told.get("name", name))


def _value(shape: Any, node: Any, protocol: str) -> Any:
    match shape.type_name:
        case "structure":
            return _structure(shape, node, protocol)
        case "list":
            return _list(shape, node, protocol)
        case "boolean":
            return node == "true"
        case "integer" | "long":
            return int(node)
        case "float" | "double":
            return float(node)
        case _:
            return node


def _list(shape: Any, node: Any, protocol: str) -> list[Any]:
    if not isinstance(node, dict):
        return []
    if protocol != EC2 and not shape.serialization.get("flattened"):
        node = node.get(shape.member.serialization.get("name", "member"), {})
    return [_value(shape.member, node[number], protocol) for number in sorted(node, key=int)]
