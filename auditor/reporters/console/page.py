"""A page of text for a terminal: cleaned, wrapped with a hanging indent, coloured if asked for."""

from __future__ import annotations

from functools import cached_property
from io import StringIO
from typing import TYPE_CHECKING, cast

from auditor.reporters.plain import one_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

#: A piece of text and its style. The text is never read as markup.
Part = tuple[str, str]

SEVERITY_STYLES = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "blue", "info": "cyan"}


class Page:
    """Collects lines; `take` hands over what was collected since the last time."""

    def __init__(self, width: int, color: bool) -> None:
        self.width = max(width, 40)
        self._color = color
        self._out = StringIO()

    @cached_property
    def _console(self) -> Console:
        """What colours the text; without colours it is not even imported."""
        from rich.console import Console

        # An empty environment: COLUMNS, NO_COLOR and TERM were read by the command line, once.
        return Console(
            file=self._out,
            width=self.width,
            color_system="standard",
            force_terminal=True,
            markup=False,
            emoji=False,
            highlight=False,
            legacy_windows=False,
            _environ={},
        )

    def line(self, prefix: list[Part], *parts: Part) -> None:
        """Print `prefix` and then `parts`, which are wrapped beside it."""
        from rich.text import Text

        head = Text.assemble(*prefix)
        body = Text.assemble(*((one_line(text), style) for text, style in parts))
        room = max(self.width - head.cell_len, 20)
        # Wrapping asks the console for nothing but full justification, which is not used here.
        console = cast("Console", None) if not self._color else self._console
        rows = [body] if body.cell_len <= room else list(body.wrap(console, room, overflow="fold"))
        for number, row in enumerate(rows):
            row.rstrip()
            lead = head if number == 0 else Text(" " * head.cell_len)
            self._write(lead + row)

    def exact(self, *parts: Part) -> None:
        """Print one line as it is; the caller saw to its width."""
        from rich.text import Text

        text = Text.assemble(*((one_line(part), style) for part, style in parts))
        text.rstrip()
        self._write(text)

    def _write(self, text: Text) -> None:
        if self._color:
            self._console.print(text, soft_wrap=True)
        else:
            # What print would come to without colours, at a tenth of the time.
            self._out.write(f"{text.plain}\n")

    def blank(self) -> None:
        """Print an empty line."""
        self._out.write("\n")

    def take(self) -> str:
        """What was printed since the last call."""
        text = self._out.getvalue()
        self._out.seek(0)
        self._out.truncate()
        return text


def cells(text: str) -> int:
    """How many columns of a terminal `text` takes, as it will be printed."""
    from rich.cells import cell_len

    return cell_len(one_line(text))
