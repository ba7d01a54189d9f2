"""Makes reStructuredText of the package's docstrings, which are plain text.

A paragraph that explains arguments, "name: what it is" in each line or separated by "; ", becomes a list.
"""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx

NAMES = r"\w+(?:, \w+)*"


def escaped(text: str) -> str:
    """Text in which a trailing underscore refers to nothing, and backquotes mark code."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(f"`{part}`" if part.startswith("`") else re.sub(r"_\b|_(?=\W|$)", r"\\_", part) for part in parts)


def listed(paragraph: list[str]) -> list[str]:
    items: list[str] = []
    for line in paragraph:
        for part in re.split(rf"(?:;|\.) (?={NAMES}: )", line):
            if found := re.match(rf"({NAMES}): (.*)", part):
                items.append(f"* **{escaped(found[1])}**: {escaped(found[2])}")
            elif part.startswith("Raises ") or not items:
                items += ["", escaped(part)]
            else:
                items[-1] += " " + escaped(part.strip())
    return items


def process(app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    if lines and lines[0].startswith("Alias for field number"):
        lines.clear()
        return
    result: list[str] = []
    for paragraph in "\n".join(lines).split("\n\n"):
        rows = paragraph.split("\n")
        if what != "module":
            # Sentences before the first argument are a paragraph of their own.
            first = next((index for index, row in enumerate(rows) if re.match(rf"{NAMES}: ", row)), len(rows))
            result += [*(escaped(row) for row in rows[:first]), "", *listed(rows[first:]), ""]
    lines[:] = result


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("autodoc-process-docstring", process)
    return {"parallel_read_safe": True}
