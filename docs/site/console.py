"""Colours of console blocks: a command follows "$ ", everything else is output, also a line that begins with "#"."""

from __future__ import annotations

import re
from typing import Any

from pygments.lexers.shell import BashLexer, ShellSessionBaseLexer
from sphinx.application import Sphinx


class Console(ShellSessionBaseLexer):
    """The class attributes are those that Pygments' own sessions have."""

    _innerLexerCls = BashLexer
    _ps1rgx = re.compile(r"^(\$ )(.*\n?)")
    _ps2 = "> "


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_lexer("console", Console)
    return {"parallel_read_safe": True}
