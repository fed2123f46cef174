"""`Fn::Cidr` and `Fn::GetAZs`: parts of a range of addresses, and the zones of a region.

Source: the user guide, "Fn::Cidr" (between 1 and 256 ranges; the bits are those of a host) and "Fn::GetAZs".
"""

from __future__ import annotations

import itertools
from ipaddress import ip_network

from auditor.sources.cloudformation.language.functions import text_of
from auditor.sources.partial.choices import compose, lift, symbol_of
from auditor.sources.partial.values import EvalError, Unk

_MOST = 256


def cidr(block: object, count: object, bits: object) -> object:
    """`Fn::Cidr`: the first ranges of a size in a range."""
    if any(isinstance(one, Unk) for one in (block, count, bits)):
        return lift(cidr, (block, count, bits), kind="list")
    number, size = _whole(count), _whole(bits)
    if not 1 <= number <= _MOST:
        raise EvalError(f"Fn::Cidr makes between 1 and {_MOST} ranges")
    try:
        around = ip_network(text_of(block).strip(), strict=False)
    except ValueError:
        raise EvalError("Fn::Cidr needs a range of addresses") from None
    length = around.max_prefixlen - size
    if not around.prefixlen <= length <= around.max_prefixlen:
        raise EvalError("Fn::Cidr finds no such range in the one that it is given")
    found = [str(one) for one in itertools.islice(around.subnets(new_prefix=length), number)]
    if len(found) < number:
        raise EvalError("Fn::Cidr finds fewer ranges than it should")
    return found


def _whole(value: object) -> int:
    try:
        return int(text_of(value))
    except ValueError:
        raise EvalError("Fn::Cidr needs whole numbers") from None


def zones(region: object) -> object:
    """`Fn::GetAZs`: a list that only the account knows; equal regions have equal zones."""
    here = region in ("", None)
    symbol = "AWS::Region" if here else symbol_of(region)
    reason = "which zones there are depends on the account"
    return Unk(reason, compose("Fn::GetAZs(", symbol, ")"), kind="list", nullable=False)
