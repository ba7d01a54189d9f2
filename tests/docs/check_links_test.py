"""Tests of tools/check_links.py."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOOL = Path(__file__).resolve().parent.parent.parent / "tools" / "check_links.py"


def check(page: str) -> tuple[int, str]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "other.md").write_text("# A title\n## `code`, and [a link](x)\n## A title\n", encoding="utf-8")
        (Path(folder) / "page.md").write_text(page, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, TOOL, "page.md"], cwd=folder, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout


class Links(unittest.TestCase):
    def test_right_links_pass(self) -> None:
        page = (
            "# Here\n[a](other.md) [b](other.md#a-title)\n"
            "[c](other.md#code-and-a-link) [d](other.md#a-title-1) [e](#here)"
        )
        self.assertEqual(check(page), (0, "1 pages: 5 local links, 0 of them broken\n"))

    def test_broken_links_are_found_with_their_line(self) -> None:
        for link, wrong in [
            ("gone.md", "no such file"),
            ("other.md#gone", "no such heading"),
            ("#gone", "no such heading"),
        ]:
            code, printed = check(f"# Here\n\n[a]({link})\n")
            self.assertEqual(code, 1)
            self.assertIn(f"page.md:3: {link}: {wrong}\n", printed)

    def test_code_and_other_hosts_are_passed_over(self) -> None:
        page = "[a](other.md) [b](https://example.org/gone) `[c](gone)`\n```text\n[d](gone)\n```\n\n    [e](gone)\n"
        self.assertEqual(check(page)[0], 0)


if __name__ == "__main__":
    unittest.main()
