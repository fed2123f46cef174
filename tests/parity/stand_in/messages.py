"""What Terraform is told and sends, as the protocol of providers has it."""

from __future__ import annotations

import json
from typing import Any

import msgpack
from tf.gen import tfplugin_pb2 as protocol

from tests.parity.stand_in.parse import DATA_SCHEMAS, PROVIDER_SCHEMAS, RESOURCE_SCHEMAS, Block
from tests.parity.stand_in.planning import UNKNOWN
from tests.parity.stand_in.schemas import VERSIONS

_NESTING = protocol.Schema.NestedBlock.NestingMode
_UNKNOWN = msgpack.ExtType(0, b"\x00")


def read(value: Any) -> Any:
    """A value that Terraform sends."""
    return msgpack.unpackb(value.msgpack, ext_hook=lambda code, data: UNKNOWN) if value.msgpack else None


def written(value: Any) -> Any:
    """A value as Terraform reads it."""
    return protocol.DynamicValue(msgpack=msgpack.packb(value, default=lambda held: _UNKNOWN))


def block_message(block: Block) -> Any:
    """What Terraform is told of a block."""
    return protocol.Schema.Block(
        attributes=[
            protocol.Schema.Attribute(
                name=one.name,
                type=json.dumps(one.type).encode(),
                required=one.required,
                optional=one.optional,
                computed=one.computed,
                sensitive=one.sensitive,
            )
            for one in block.attributes.values()
        ],
        block_types=[
            protocol.Schema.NestedBlock(
                type_name=name, block=block_message(inner), nesting=_NESTING.Value(nesting.upper())
            )
            for name, (nesting, inner) in block.blocks.items()
        ],
    )


def provider_schema(prefix: str) -> Any:
    """What the provider whose types begin with `prefix` has."""
    return protocol.GetProviderSchema.Response(
        provider=protocol.Schema(block=block_message(PROVIDER_SCHEMAS[prefix])),
        resource_schemas={
            kind: protocol.Schema(version=VERSIONS.get(kind, 0), block=block_message(block))
            for kind, block in RESOURCE_SCHEMAS.items()
            if kind.startswith(prefix)
        },
        data_source_schemas={
            kind: protocol.Schema(block=block_message(block))
            for kind, block in DATA_SCHEMAS.items()
            if kind.startswith(prefix)
        },
    )
