"""`contains` and `lookup` with something undecided looked for among literals: by the cases that it is one of them."""

from __future__ import annotations

from auditor.sources.partial.choices import among, one_of
from auditor.sources.partial.type_of import element_type
from auditor.sources.partial.values import MapValue, Unk, has_unknown
from auditor.sources.terraform.language.functions.conversion import converted


def membership(name: str, args: tuple[object, ...], symbol: str) -> object | None:
    """The value of such a call by cases; None for any other call, and where nothing can be told apart."""
    match name, args:
        case "contains", ([*items], Unk() as sought) if items and not has_unknown(items):
            cases = among(sought, items)
            if cases is not None:
                found, none = cases
                return one_of([*((guard, True) for guard, _ in found), (none, False)], sought.reason, symbol)
        case "lookup", ({**entries}, Unk() as sought, default) if entries:
            cases = among(sought, entries)
            if cases is not None:
                found, none = cases
                values = [(guard, entries[str(key)]) for guard, key in found]
                # The default becomes what the elements of a map are.
                held = args[0]
                other = converted(default, element_type(held)) if isinstance(held, MapValue) else default
                return one_of([*values, (none, other)], sought.reason, symbol)
    return None
