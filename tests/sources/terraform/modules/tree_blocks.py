"""Made-up modules: variables, locals, resources, calls and outputs, each over the names declared before it."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tests.sources.terraform.modules.tree_expressions import Expressions, Name, Used
from tests.sources.terraform.modules.tree_parts import Block, Called, Input, named_instances
from tests.sources.terraform.modules.tree_types import (
    BOOL,
    NUMBER,
    STRING,
    Type,
    code,
    constraint,
    list_of,
    made_up_type,
    made_up_value,
    map_of,
)


class ModuleWriter:
    """Writes one module; what it may call lies in `below`."""

    def __init__(self, random: Random, directory: str, below: Sequence[Called], risk: float) -> None:
        self.random, self.directory, self.below, self.risk = random, directory, below, risk
        self.blocks: list[Block] = []
        self.calls: list[tuple[str, str]] = []
        self.inputs: list[Input] = []
        self.outputs: list[tuple[str, Type, bool, bool]] = []
        #: Blocks with `for_each`, and what their instances have: other blocks may go through these.
        self.each: list[tuple[str, str, Type]] = []
        self.e = Expressions(random, [Name(one, STRING) for one in ("terraform.workspace", "path.root")], risk)

    def fill(self) -> None:
        """Make everything that stands in the module."""
        r = self.random
        for _ in range(r.randint(2, 5)):
            self._variable()
        makers = [self._local] * r.randint(3, 7) + [self._resource] * r.randint(2, 5)
        makers += [self._call] * (r.choice((0, 1, 1, 2)) if self.directory else r.choice((1, 2, 3)))
        r.shuffle(makers)
        for make in makers:
            make()
        self._resource()
        for number in range(r.randint(1, 4)):
            self._output(f"o{number}")
        if r.random() < 0.2:
            self._history()

    def _history(self) -> None:
        """What happened to the code before: nothing that is planned hangs on it."""
        there = [b.header.split('"')[3] for b in self.blocks if b.header.startswith("resource")]
        to = f"terraform_data.{self.random.choice(there)}"
        self.blocks.append(Block("moved", {"from": "terraform_data.before", "to": to}))
        gone = "  lifecycle {\n    destroy = false\n  }\n"
        self.blocks.append(Block("removed", {"from": "terraform_data.gone"}, gone))

    def _enter(self, name: Name) -> None:
        # What was declared last is named more often, so that chains become long.
        self.e.scope = [*self.e.scope, name, name] if self.random.random() < 0.5 else [*self.e.scope, name]

    def _expression(self, kind: Type, depth: int = 3, *, maybe: bool = False) -> tuple[str, Used]:
        self.e.used = Used()
        return self.e.write(kind, depth, maybe=maybe), self.e.used

    def _plain(self, kind: Type, depth: int = 2) -> str:
        """An expression that `count` and `for_each` can have."""
        self.e.plain = True
        text, _ = self._expression(kind, depth)
        self.e.plain = False
        return text

    def _variable(self) -> None:
        r, name = self.random, f"v{len(self.inputs)}"
        kind = made_up_type(r)
        block = Block(f'variable "{name}"')
        self.blocks.append(block)
        if r.random() < 0.3:
            block.arguments["description"] = '"It is ${not} a template."'.replace("$", "$$")
        typed = r.random() < 0.8
        if typed:
            block.arguments["type"] = constraint(r, kind)
        elif r.random() < 0.4:
            block.arguments["type"] = "any"
        needed, maybe = r.random() < 0.4, False
        if not needed:
            default = made_up_value(r, kind, loose=typed)
            maybe = r.random() < 0.2
            block.literals["default"] = None if maybe else default
            block.arguments["default"] = code(block.literals["default"])
        block.loose = ("default",) if typed and kind == STRING else ()
        null = maybe
        if r.random() < 0.2 and not maybe:
            block.arguments["nullable"] = "false"
            # It takes null for its default.
            null = not needed
        elif not needed and r.random() < 0.2:
            maybe = null = True
        hidden = r.random() < 0.08
        if hidden:
            block.arguments["sensitive"] = "true"
        if r.random() < 0.1:
            block.rest = f'  validation {{\n    condition = can(var.{name})\n    error_message = "No."\n  }}\n'
        late = bool(self.directory) and r.random() < 0.2
        self.inputs.append(Input(name, kind, needed, late, block.arguments.get("type", ""), null))
        self._enter(Name(f"var.{name}", kind, late=late, hidden=hidden, maybe=maybe))

    def _local(self) -> None:
        kind, name = made_up_type(self.random), f"l{len(self.blocks)}"
        text, used = self._expression(kind, 3, maybe=self.random.random() < 0.2)
        self.blocks.append(Block("locals", {name: text}, loose=(name,)))
        self._enter(Name(f"local.{name}", kind, used.late, used.hidden, used.maybe))

    def _several(self) -> tuple[str, str, list[Name]]:
        """`count`, `for_each` or nothing; its expression, and the names that it brings."""
        r = self.random
        mode = r.choice(("", "", "count", "for_each"))
        if mode == "count":
            text = r.choice(
                (
                    lambda: str(r.randint(0, 3)),
                    lambda: f"{self._plain(BOOL)} ? 1 : 0",
                    lambda: f"{self._plain(BOOL)} ? {r.randint(0, 2)} : {r.randint(0, 3)}",
                    lambda: f"length({self._plain(list_of(STRING))})",
                    lambda: f"min(length({self._plain(map_of(STRING))}), 2)",
                )
            )()
            return mode, text, [Name("count.index", NUMBER)]
        if mode == "for_each":
            kind = made_up_type(r, 1)
            if self.each and r.random() < 0.25:
                address, part, of = r.choice(self.each)
                return mode, address, [Name("each.key", STRING), Name(f"each.value.{part}", of)]
            if r.random() < 0.35:
                text = f"toset({self._plain(list_of(STRING))})"
                return mode, text, [Name("each.key", STRING), Name("each.value", STRING)]
            return mode, self._plain(map_of(kind)), [Name("each.key", STRING), Name("each.value", kind)]
        return "", "", []

    def _resource(self) -> None:
        r, name = self.random, f"r{len(self.blocks)}"
        block = Block(f'resource "terraform_data" "{name}"', loose=("input", "count"))
        mode, text, names = self._several()
        if mode:
            block.arguments[mode] = text
        kind = (
            made_up_type(r)
            if r.random() < 0.2
            else Type("object", fields=tuple((f"f{i}", made_up_type(r)) for i in range(r.randint(1, 4))))
        )
        with self.e.binding(*names):
            if kind.kind == "object":
                used, parts = Used(), dict[str, str]()
                for field_name, one in kind.fields:
                    text, of_field = self._expression(one, 3, maybe=True)
                    used = Used(
                        used.late or of_field.late, used.hidden or of_field.hidden, used.maybe or of_field.maybe
                    )
                    parts[field_name] = text
                block.arguments["input"] = "{\n" + "".join(f"    {n} = {text}\n" for n, text in parts.items()) + "  }"
                block.fields = parts
            else:
                block.arguments["input"], used = self._expression(kind, 3)
        if r.random() < 0.1:
            block.arguments["triggers_replace"] = self._expression(STRING)[0]
        block.rest = self._extras(mode)
        self.blocks.append(block)
        if used.maybe:
            return
        if mode == "for_each" and not used.late and not used.hidden:
            self.each.append((f"terraform_data.{name}", "input", kind))
        for instance in named_instances(f"terraform_data.{name}", mode, "input", kind, used, self._literal(kind)):
            self._enter(instance)
        if mode == "":
            self._enter(Name(f"terraform_data.{name}.id", STRING, late=True))
            self._enter(Name(f"terraform_data.{name}.output", kind, late=True, hidden=used.hidden))

    def _extras(self, mode: str) -> str:
        roll = self.random.random()
        if roll < 0.05:
            return '  provisioner "local-exec" {\n    command = "echo ${self.id}"\n  }\n'
        if roll < 0.1:
            return (
                "  lifecycle {\n    postcondition {\n      condition = can(self.input)\n"
                '      error_message = "No."\n    }\n  }\n'
            )
        return ""

    def _literal(self, kind: Type) -> str:
        return code(made_up_value(self.random, kind))

    def _call(self) -> None:
        r = self.random
        if not self.below:
            return self._resource()
        target, name = r.choice(self.below), f"c{len(self.blocks)}"
        block = Block(f'module "{name}"', {"source": f'"./{target.directory}"'})
        if self.directory:
            block.arguments["source"] = f'"../{target.directory}"'
        self.calls.append((name, target.directory))
        mode, text, names = self._several()
        if mode:
            block.arguments[mode] = text
        used = Used()
        with self.e.binding(*names):
            for given in target.inputs:
                if given.needed or r.random() < 0.6:
                    block.arguments[given.name] = self._argument(given, used)
                    block.loose = (*block.loose, given.name)
        if not mode:
            self._depend(block)
        self.blocks.append(block)
        for output, kind, late, hidden in target.outputs:
            of_output = Used(late, hidden)
            if mode == "for_each" and not late and not hidden:
                self.each.append((f"module.{name}", output, kind))
            for one_name in named_instances(f"module.{name}", mode, output, kind, of_output, self._literal(kind)):
                self._enter(one_name)
        return None

    def _depend(self, block: Block) -> None:
        first = next((n.text for n in self.e.scope if n.text.endswith(".id")), "")
        if first and self.random.random() < 0.08:
            block.arguments["depends_on"] = f"[{first.removesuffix('.id')}]"

    def _argument(self, given: Input, used: Used) -> str:
        """What a call gives to a variable."""
        roll = self.random.random()
        if given.null and roll < 0.15:
            return "null"
        if given.declared and roll < 0.3:
            return code(made_up_value(self.random, given.type, loose=True))
        # What the module takes for known when it is planned must be so.
        self.e.plain = not given.late
        text, one = self._expression(given.type, 3)
        self.e.plain = False
        used.late, used.hidden = used.late or one.late, used.hidden or one.hidden
        return text

    def _output(self, name: str) -> None:
        kind = made_up_type(self.random)
        text, used = self._expression(kind)
        block = Block(f'output "{name}"', {"value": text}, loose=("value",))
        if used.hidden and not self.directory:
            block.arguments["sensitive"] = "true"
        self.blocks.append(block)
        self.outputs.append((name, kind, used.late, used.hidden))
