"""Checks the links between the Markdown pages of the repository, which the site and code hosts resolve alike.

    check_links.py PAGE...

A link has to lead to a file or folder of the repository, and its #part to a heading of that page. Links to other hosts
are not followed.
"""

from __future__ import annotations

import functools
import re
import sys
from pathlib import Path
from urllib.parse import unquote


def without_code(page: str) -> str:
    """A page without its code, in which brackets are no links; lines keep their numbers."""
    page = re.sub(
        r"^(```+)[^\n]*\n.*?^\1$", lambda found: "\n" * found[0].count("\n"), page, flags=re.DOTALL | re.MULTILINE
    )
    page = re.sub(r"^ {4}.*$", "", page, flags=re.MULTILINE)
    return re.sub(r"(`+)[^`\n].*?\1", "", page)


@functools.cache
def headings(path: Path) -> set[str]:
    """The anchors of a page, as code hosts make them."""
    page = re.sub(r"^(```+)[^\n]*\n.*?^\1$", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    anchors: set[str] = set()
    for title in re.findall(r"^#{1,6} (.*)$", page, re.MULTILINE):
        text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", title).replace("`", "")
        slug = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
        number = next(n for n in range(99) if (f"{slug}-{n}" if n else slug) not in anchors)
        anchors.add(f"{slug}-{number}" if number else slug)
    return anchors


def problem(page: Path, target: str) -> str:
    """What is wrong with a link of a page; empty if nothing is."""
    file, _, part = target.partition("#")
    other = page.parent / unquote(file) if file else page
    if not other.exists():
        return "no such file"
    if part and other.suffix == ".md" and part not in headings(other.resolve()):
        return "no such heading"
    return ""


def main(pages: list[str]) -> int:
    count = problems = 0
    for name in pages:
        for number, line in enumerate(without_code(Path(name).read_text(encoding="utf-8")).split("\n"), 1):
            for target in re.findall(r"\]\(([^)\s]+)\)", line):
                if re.match(r"[a-z]+:", target):
                    continue
                count += 1
                if wrong := problem(Path(name), target):
                    print(f"{name}:{number}: {target}: {wrong}")
                    problems += 1
    print(f"{len(pages)} pages: {count} local links, {problems} of them broken")
    return 1 if problems or not count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
