"""Attributes that only repeat, or render, what the same block states: a value goes through them unchanged.

Sources: Terraform's documentation of `terraform_data`; that of the providers `null` and `template`; of hashicorp/aws
internal/service/memorydb, where an id is the name, so that nothing else can be meant by it.
"""

from __future__ import annotations

from auditor.sources.partial.values import Lazy, Unk
from auditor.sources.terraform.language.evaluate import Env, known_or_unknown
from auditor.sources.terraform.language.traversal import get_attr
from auditor.sources.terraform.syntax import nodes as s

#: (type, attribute) -> the argument that it repeats. Resources and data sources share no type here but `template_file`.
_REPEATED = {
    ("terraform_data", "output"): "input",
    ("null_data_source", "outputs"): "inputs",
    ("aws_memorydb_acl", "id"): "name",
    ("aws_memorydb_cluster", "id"): "name",
    ("aws_memorydb_parameter_group", "id"): "name",
    ("aws_memorydb_subnet_group", "id"): "name",
    ("aws_memorydb_user", "id"): "user_name",
}
_RENDERED = ("template_file", "rendered")


def mirrored(block: s.Block, name: str) -> s.Node | None:
    """The expression that an attribute of a resource or data source comes to; None where the provider decides."""
    wanted = (block.labels[0], name)
    if wanted in _REPEATED:
        argument = block.attributes.get(_REPEATED[wanted])
        return argument.value if argument else None
    template = block.attributes.get("template")
    if wanted != _RENDERED or template is None:
        return None
    names = block.attributes.get("vars")
    given = names.value if names else s.ObjectCons((), template.span)
    return s.Call("templatestring", (template.value, given), False, template.value.span)


class Mirror(Lazy):
    """A data source of such a type as a value; what it does not repeat is `other`."""

    def __init__(self, block: s.Block, env: Env, other: Unk) -> None:
        self._block, self._env, self._other = block, env, other

    @staticmethod
    def is_one(block: s.Block) -> bool:
        """Whether a data source has such an attribute."""
        return any(block.labels[0] == type_ for type_, _ in (*_REPEATED, _RENDERED))

    def attr(self, name: str) -> object:
        """`data.type.name.attribute`."""
        node = mirrored(self._block, name)
        value = known_or_unknown(node, self._env) if node is not None else None
        # A text that is put together is there, whatever of it is not known.
        opaque = isinstance(value, Unk) and not (value.choices or value.ref or value.error)
        return get_attr(self._other, name) if opaque or value is None else value
