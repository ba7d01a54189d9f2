"""Runs the examples of Markdown pages and compares what they print with what the page shows.

    run_examples.py [--package FOLDER] [--rewrite] PROGRAMS PAGE...

PROGRAMS is the folder of the programs, FOLDER that of the Python package if it is not installed. Each page is run from
top to bottom in a fresh folder, which has the repository's `corpora`. These fenced blocks are run:

    console   commands after "$ ", with what they print on standard output and error; if nothing is shown, anything may
              be printed. A command has to succeed, unless the next one is `echo $?`.
    sh        a script that has to succeed
    python    a session with ">>>", as in doctest, or statements; all blocks of a page share their names

A comment before a block changes that:

    <!-- not run: REASON -->   the block is left out
    <!-- needs: MODULE -->     the block, and all of Python after it, is left out where this module is not installed
    <!-- file: NAME -->        the block, of any language, is written to this file
    <!-- output -->            the block, of any language, is what the block before prints

In what is shown, "..." stands for any text. Numbers with a decimal point agree if they differ by at most 0.02, or by 2 %
of what is shown: results are the same to the last bit only within one instruction set. With --rewrite, what is shown and
differs is replaced in the page.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import doctest
import importlib.util
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
RUN = ("console", "sh", "python")
NUMBER = r"-?\d+\.\d+(?:[eE][-+]?\d+)?"
LOOSE = re.compile(rf"(\.\.\.|(?<![\w.]){NUMBER}(?![\w.]))")
SECONDS = 300  # that a block may take


class Block(NamedTuple):
    language: str
    marker: str  # "", "not run", "needs", "file" or "output"
    argument: str  # of the marker
    line: int  # of its first line, from 1
    lines: list[str]

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


class Differs(Exception):
    """Something else was printed; new: the lines of the block as they are right."""

    def __init__(self, message: str, new: list[str]) -> None:
        super().__init__(message)
        self.new = new


def blocks_of(page: str) -> list[Block]:
    """The fenced blocks of a page that are run, written to files or compared, and those that are left out."""
    blocks: list[Block] = []
    marker = ("", "")
    opened: tuple[str, str, int] | None = None  # fence, language, line
    kept: list[str] = []
    for number, line in enumerate(page.split("\n"), 1):
        if opened is None:
            if found := re.fullmatch(r"<!-- (not run|needs|file|output)(?:: (.*))? -->", line):
                marker = (found[1], found[2] or "")
            elif found := re.fullmatch(r"(```+)([^`]*)", line):
                opened, kept = (found[1], found[2].strip(), number + 1), []
            elif line.strip():
                marker = ("", "")
        elif line == opened[0]:
            if opened[1] in RUN or marker[0]:
                blocks.append(Block(opened[1], *marker, opened[2], kept))
            opened, marker = None, ("", "")
        else:
            kept.append(line)
    return blocks


def agrees(shown: str, printed: str) -> bool:
    """Whether what was printed is what is shown, but for "..." and small differences of numbers."""
    shown, printed = ("\n".join(line.rstrip() for line in text.strip("\n").split("\n")) for text in (shown, printed))
    parts = LOOSE.split(shown)  # every other one is a number or "..."
    pattern = "".join(
        re.escape(part) if index % 2 == 0 else ".*?" if part == "..." else f"({NUMBER})"
        for index, part in enumerate(parts)
    )
    found = re.fullmatch(pattern, printed, re.DOTALL)
    numbers = [float(part) for part in parts[1::2] if part != "..."]
    return found is not None and all(
        abs(number - float(other)) <= max(0.02, 0.02 * abs(number))
        for number, other in zip(numbers, found.groups(), strict=True)
    )


def difference(shown: str, printed: str) -> str:
    """Both, line by line."""
    lines = difflib.unified_diff(shown.splitlines(), printed.splitlines(), "shown", "printed", lineterm="")
    return "\n".join(f"    {line}" for line in lines)


class Command(NamedTuple):
    lines: list[str]  # as in the page, with the prompt
    text: str
    shown: list[str]


def commands_of(block: Block) -> list[Command]:
    """The commands of a console block."""
    commands: list[Command] = []
    goes_on = False
    for line in block.lines:
        if goes_on or line.startswith("> ") and commands and not commands[-1].shown:
            last = commands.pop()
            text = line.removeprefix("> ") if line.startswith("> ") else line
            commands.append(Command([*last.lines, line], f"{last.text}\n{text}", []))
        elif line.startswith("$ "):
            commands.append(Command([line], line[2:], []))
        elif commands:
            commands[-1].shown.append(line)
        else:
            raise Differs("a console block begins with a command: $ ...", block.lines)
        goes_on = not commands[-1].shown and line.endswith("\\")
    return commands


def run_console(block: Block) -> str:
    """Runs the commands of a block in one shell. Returns what the last one printed."""
    commands = commands_of(block)
    end = "\x1e"
    script = "".join(
        f"{{ {one.text}\n}} 2>&1; status=$?; printf '{end}%s{end}' $status; (exit $status)\n" for one in commands
    )
    done = subprocess.run(
        ["bash", "-c", script], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    answers = done.stdout.split(end)
    if done.stderr or len(answers) != 2 * len(commands) + 1:
        raise Differs(f"the shell says: {done.stderr}{done.stdout}", block.lines)
    new: list[str] = []
    problems: list[str] = []
    for index, command in enumerate(commands):
        printed, status = answers[2 * index], answers[2 * index + 1]
        status_is_asked = index + 1 < len(commands) and commands[index + 1].text == "echo $?"
        if status != "0" and not status_is_asked:
            raise Differs(f"exit code {status} of {command.text}\n{printed}", block.lines)
        new += command.lines
        if command.shown and not agrees("\n".join(command.shown), printed):
            problems.append(difference("\n".join(command.shown), printed))
            new += printed.rstrip("\n").split("\n")
        else:
            new += command.shown
    if problems:
        raise Differs("\n".join(problems), new)
    return answers[-3]


class Checker(doctest.OutputChecker):
    """Compares the output of a session as that of a command."""

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        return agrees(want, got.expandtabs())  # as the parser of sessions does with what is shown


class Session(doctest.DocTestRunner):
    """Runs a session, and keeps what was printed where it differs."""

    def __init__(self) -> None:
        super().__init__(checker=Checker(), verbose=False)
        self.printed: list[tuple[doctest.Example, str]] = []

    def report_failure(self, out: Any, test: Any, example: doctest.Example, got: str) -> None:
        self.printed.append((example, got))

    def report_unexpected_exception(self, out: Any, test: Any, example: doctest.Example, exc_info: Any) -> None:
        self.printed.append((example, "".join(traceback.format_exception(*exc_info))))


def run_session(block: Block, names: dict[str, Any]) -> str:
    session = Session()
    examples = doctest.DocTestParser().get_examples(block.text)
    test = doctest.DocTest(examples, {}, "page", None, block.line, block.text)
    test.globs = names
    session.run(test, out=lambda text: None, clear_globs=False)
    if session.printed:
        new = list(block.lines)
        for example, got in reversed(session.printed):
            first = example.lineno + example.source.count("\n")
            new[first : first + example.want.count("\n")] = got.rstrip("\n").split("\n") if got else []
        raise Differs(
            "\n".join(difference(f"{e.source}{e.want}", f"{e.source}{got}") for e, got in session.printed), new
        )
    return ""


def run_statements(block: Block, names: dict[str, Any]) -> str:
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile("\n" * (block.line - 1) + block.text, "page", "exec"), names)
    except Exception:
        raise Differs(traceback.format_exc(), block.lines) from None
    return printed.getvalue()


def run_script(block: Block) -> str:
    done = subprocess.run(
        ["bash", "-euc", f"exec 2>&1\n{block.text}"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode != 0:
        raise Differs(f"exit code {done.returncode}\n{done.stdout}", block.lines)
    return done.stdout


def run_block(block: Block, names: dict[str, Any], printed: str) -> str:
    """Runs a block, or compares it with what the block before printed. Returns what it printed."""
    if block.marker == "file":
        Path(block.argument).parent.mkdir(parents=True, exist_ok=True)
        Path(block.argument).write_text(block.text, encoding="utf-8")
        return ""
    if block.marker == "output":
        if not agrees(block.text, printed):
            raise Differs(difference(block.text, printed), printed.rstrip("\n").split("\n"))
        return ""
    if block.language == "console":
        return run_console(block)
    if block.language == "sh":
        return run_script(block)
    if any(line.startswith(">>> ") for line in block.lines):
        return run_session(block, names)
    return run_statements(block, names)


def run_page(path: Path, rewrite: bool) -> dict[str, Any]:
    """Runs a page in the current folder. Returns how many blocks ran, what was left out and why, and what differs."""
    page = path.read_text(encoding="utf-8")
    lines = page.split("\n")
    names: dict[str, Any] = {"__name__": "__main__"}
    result: dict[str, Any] = {"ran": 0, "left_out": [], "problems": []}
    printed = ""
    replaced: list[tuple[Block, list[str]]] = []
    missing = ""
    for block in blocks_of(page):
        if block.marker == "needs" and importlib.util.find_spec(block.argument) is None:
            missing = block.argument
        if missing and block.language == "python":
            result["left_out"].append([block.line, f"{missing} is not installed"])
            continue
        if block.marker == "not run":
            if not block.argument:
                result["problems"].append([block.line, "a block that is not run needs a reason"])
            result["left_out"].append([block.line, block.argument])
            continue
        try:
            printed = run_block(block, names, printed)
            result["ran"] += 1
        except Differs as differs:
            result["problems"].append([block.line, str(differs)])
            replaced.append((block, differs.new))
        except subprocess.TimeoutExpired:
            result["problems"].append([block.line, f"ran for more than {SECONDS} s"])
    if rewrite:
        for block, new in reversed(replaced):
            lines[block.line - 1 : block.line - 1 + len(block.lines)] = new
        path.write_text("\n".join(lines), encoding="utf-8")
    return result


def run_apart(path: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    """Runs a page in a process and a folder of its own."""
    environment = dict(os.environ)
    search = [str(arguments.programs.resolve()), str(Path(sys.executable).parent), environment["PATH"]]
    environment["PATH"] = ":".join(search)
    environment["SEQLAB_MODELS"] = str(ROOT / "models")
    environment["NO_COLOR"] = "1"
    environment["LC_ALL"] = "C.UTF-8"
    if arguments.package:
        environment["PYTHONPATH"] = str(arguments.package.resolve())
    options = ["--rewrite"] if arguments.rewrite else []
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "corpora").symlink_to(ROOT / "corpora")
        report = Path(folder) / ".report"
        environment["SEQLAB_EXAMPLES_REPORT"] = str(report)
        done = subprocess.run(
            [sys.executable, __file__, *options, ".", str(path.resolve())], cwd=folder, env=environment, check=False
        )
        if done.returncode != 0:
            return {"ran": 0, "left_out": [], "problems": [[1, f"Python ended with {done.returncode}"]]}
        result: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", type=Path, metavar="FOLDER")
    parser.add_argument("--rewrite", action="store_true")
    parser.add_argument("programs", type=Path, metavar="PROGRAMS")
    parser.add_argument("pages", type=Path, nargs="+", metavar="PAGE")
    arguments = parser.parse_args()
    if report := os.environ.pop("SEQLAB_EXAMPLES_REPORT", ""):
        Path(report).write_text(json.dumps(run_page(arguments.pages[0], arguments.rewrite)), encoding="utf-8")
        return 0
    ran = left_out = problems = 0
    for path in arguments.pages:
        result = run_apart(path, arguments)
        for line, reason in result["left_out"]:
            print(f"{path}:{line}: not run: {reason}")
        for line, problem in result["problems"]:
            print(f"{path}:{line}: {problem}")
        ran += result["ran"]
        left_out += len(result["left_out"])
        problems += len(result["problems"])
    print(f"{len(arguments.pages)} pages: {ran} blocks ran, {left_out} were left out, {problems} failed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
