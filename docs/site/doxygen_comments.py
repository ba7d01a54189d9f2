"""An input filter for Doxygen: makes the plain // comments of a header those that Doxygen reads.

A comment before a declaration describes it, one behind a member that member. A comment at the top of the file, or one
that an empty line separates from what follows, is about the file. Private members are left out.
"""

from __future__ import annotations

import re
import sys


def filtered(lines: list[str]) -> list[str]:
    result: list[str] = []
    column = -1  # of a comment behind a member, which further lines may go on with
    index = 0
    while index < len(lines):
        line = lines[index]
        comment = re.fullmatch(r"( *)// ?(.*)", line)
        if line == " private:":
            index = lines.index("};", index)
            continue
        behind = re.fullmatch(r"(\s*[^\s/}#].*?  )// (.*)", line)
        if comment and len(comment[1]) == column:
            result.append(f"{comment[1]}///< {comment[2]}")
        elif comment:
            end = index
            while end < len(lines) and re.fullmatch(r" *//.*", lines[end]):
                end += 1
            if index == 0 or end < len(lines) and not lines[end]:
                result.append(r"/// \file")
            result += [re.sub("// ?", "/// ", one, count=1) for one in lines[index:end]]
            index, column = end, -1
            continue
        elif behind:
            column = len(behind[1])
            result.append(f"{behind[1]}///< {behind[2]}")
        else:
            column = -1
            result.append(line)
        index += 1
    return result


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        print("\n".join(filtered(file.read().split("\n"))))
