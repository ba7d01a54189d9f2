"""The directive `verbs`: what the --help of a program and of each of its verbs says, as sections."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


def verbs_of(text: str) -> list[str]:
    """The verbs that the help of a program names."""
    _, found, rest = text.partition("\nVerbs:\n")
    return re.findall(r"^  (\w+) ", rest.split("\n\n")[0], re.MULTILINE) if found else []


def described(text: str) -> nodes.definition_list:
    """A group of options: each begins two spaces in, and its help stands further in."""
    options: list[list[str]] = []
    for line in text.split("\n"):
        if option := re.fullmatch(r"  (-.+?)(?:  +(\S.*))?", line):
            options.append([option[1], option[2] or ""])
        else:
            options[-1][1] += " " + line.strip()
    result = nodes.definition_list()
    for name, help_text in options:
        term = nodes.term("", "", nodes.literal("", name))
        result += nodes.definition_list_item("", term, nodes.definition("", nodes.paragraph("", help_text.strip())))
    return result


class Verbs(SphinxDirective):
    """verbs PROGRAM"""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        program = Path(self.config.verbs_programs) / self.arguments[0]
        self.env.note_dependency(str(program))
        return [section for verb in verbs_of(self._help(program, [])) for section in self._sections(program, [verb])]

    def _help(self, program: Path, verbs: list[str]) -> str:
        return subprocess.run([program, *verbs, "--help"], capture_output=True, text=True, check=True).stdout

    def _sections(self, program: Path, verbs: list[str]) -> list[nodes.section]:
        text = self._help(program, verbs)
        if inner := verbs_of(text):
            return [section for verb in inner for section in self._sections(program, [*verbs, verb])]
        name = " ".join([program.name, *verbs])
        section = nodes.section(
            "", nodes.title("", name), ids=[nodes.make_id(name)], names=[nodes.fully_normalize_name(name)]
        )
        self.state.document.note_explicit_target(section)
        usage, *paragraphs = text.strip("\n").split("\n\n")
        section += nodes.literal_block(usage.removeprefix("Usage: "), usage.removeprefix("Usage: "), language="text")
        for paragraph in paragraphs:
            heading, _, rest = paragraph.partition("\n")
            if heading.endswith(":") and rest.startswith("  -"):
                section += nodes.rubric("", heading.removesuffix(":"))
                section += described(rest)
            else:
                section += nodes.paragraph("", " ".join(paragraph.split()))
        return [section]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value("verbs_programs", "", "env", [str])
    app.add_directive("verbs", Verbs)
    return {"parallel_read_safe": True}
