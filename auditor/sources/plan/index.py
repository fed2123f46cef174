"""Which resources the text of a plan or state tells of, and where: one walk through the part that holds them."""

from __future__ import annotations

import json

from auditor.sources.plan.spans import Span, Walk, elements_at, members_at, read_at

#: The members of a plan, and of a state as it is shown, that hold modules.
_MODULES = ("planned_values", "values")
#: That of a state as Terraform keeps it, which holds resources.
_RESOURCES = "resources"
#: Modules nested deeper than this are not read.
MAX_DEPTH = 64
#: What a plan without values has: the changes alone, as those have it who cut plans to size.
_CHANGES = "resource_changes"


class Stood:
    """Where one resource is told of: all of it, what names it, and the object that holds its values, 0 for none.

    Of a plan of thousands few are asked for more than where they begin: the rest is looked for then.
    """

    __slots__ = ("_header", "_text", "_values", "begin")

    def __init__(self, begin: int, header: Span | None = None, values: int = 0, text: str = "") -> None:
        """What names it may be left to be found in `text`, where it begins."""
        self.begin, self._header, self._values, self._text = begin, header, values, text

    @property
    def header(self) -> Span:
        """What names it."""
        return self._header or self._look()

    @property
    def values(self) -> int:
        """Where the object begins that holds its values; 0 for none."""
        if self._header is None:
            self._look()
        return self._values

    def _look(self) -> Span:
        members = members_at(self._text, self.begin)
        values = members.get("values")
        self._header, self._values = members.get("address", Span(0, 0, 0)), values.value if values else 0
        return self._header


class Index:
    """Goes once through the part of a document that holds resources."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.resources: dict[str, Stood] = {}
        walk = self._walk = Walk(self._text, self._text.find("{"))
        for name, _ in walk.members():
            if name in _MODULES:
                self._values()
                return
            if name in (_RESOURCES, _CHANGES):
                for begin in walk.elements():
                    self._state() if name == _RESOURCES else self._change(begin)
                return
            walk.skip()

    def _values(self) -> None:
        for name, _ in self._walk.members():
            if name == "root_module":
                self._module(0)
            else:
                self._walk.skip()

    def _module(self, depth: int) -> None:
        for name, _ in self._walk.members():
            if name == "resources":
                for begin in self._walk.elements():
                    self._resource(begin)
            elif name == "child_modules" and depth < MAX_DEPTH:
                for _ in self._walk.elements():
                    self._module(depth + 1)
            else:
                self._walk.skip()

    def _resource(self, begin: int) -> None:
        told = self._walk.skip()
        address = told.get("address") if isinstance(told, dict) else None
        if isinstance(address, str):
            self._enter(address, Stood(begin, text=self._text))

    def _change(self, begin: int) -> None:
        members = members_at(self._text, begin)
        self._walk.skip()
        address, change = members.get("address"), members.get("change")
        after = members_at(self._text, change.value).get("after") if change and "deposed" not in members else None
        if address and after:
            self._enter(str(read_at(self._text, address.value)[0]), Stood(begin, address, after.value))

    def _state(self) -> None:
        told: dict[str, object] = {}
        header, instances = Span(0, 0, 0), 0
        for name, at in self._walk.members():
            value = self._walk.at
            held = self._walk.skip()
            if name == "instances":
                instances = value
            else:
                told[name] = held
            if name == "name":
                header = Span(at, value, self._walk.at)
        for element in elements_at(self._text, instances) if instances else ():
            self._instance(told, header, element)

    def _instance(self, told: dict[str, object], header: Span, element: Span) -> None:
        members = members_at(self._text, element.value)
        if "deposed" in members:
            return
        key, attributes = members.get("index_key"), members.get("attributes")
        index = read_at(self._text, key.value)[0] if key else None
        address = state_address(told, index)
        self._enter(address, Stood(element.begin, key or header, attributes.value if attributes else 0))

    def _enter(self, address: str, stood: Stood) -> None:
        if address:
            self.resources.setdefault(address, stood)


def state_address(resource: dict[str, object], key: object) -> str:
    """The address of an instance in a state as Terraform keeps it, which spells none out."""
    module = resource.get("module")
    prefix = f"{module}." if isinstance(module, str) else ""
    index = "" if key is None else f"[{json.dumps(key, ensure_ascii=False)}]"
    return f"{prefix}{resource.get('type', '')}.{resource.get('name', '')}{index}"
