"""Tests of tools/run_examples.py."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOOLS = Path(__file__).resolve().parent.parent.parent / "tools"
sys.path.insert(0, str(TOOLS))

import run_examples


def run(page: str, *options: str) -> tuple[int, str, str]:
    """Runs a page. Returns the exit code, what was printed, and the page afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.md"
        path.write_text(page, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, TOOLS / "run_examples.py", *options, folder, path],
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr, path.read_text(encoding="utf-8")


class Agreement(unittest.TestCase):
    def test_text_must_be_the_same(self) -> None:
        self.assertTrue(run_examples.agrees("one\ntwo", "one  \ntwo\n"))
        self.assertFalse(run_examples.agrees("one", "two"))
        self.assertFalse(run_examples.agrees("one", "one\ntwo"))

    def test_three_dots_stand_for_any_text(self) -> None:
        self.assertTrue(run_examples.agrees("one\n...\nfour", "one\ntwo\nthree\nfour"))
        self.assertFalse(run_examples.agrees("one\n...\nfour", "one\ntwo\nfive"))

    def test_numbers_with_a_point_may_differ_a_little(self) -> None:
        self.assertTrue(run_examples.agrees("0.641 and 84.02%", "0.645 and 83.1%"))
        self.assertFalse(run_examples.agrees("0.641", "0.70"))
        self.assertFalse(run_examples.agrees("84.02%", "81.9%"))

    def test_numbers_without_a_point_must_be_the_same(self) -> None:
        self.assertFalse(run_examples.agrees("115 tokens", "116 tokens"))


class Pages(unittest.TestCase):
    def test_right_pages_pass(self) -> None:
        page = """
```console
$ printf 'a\\nb\\n' | head -1
a
$ false
$ echo $?
1
$ for i in 1 2; do
>   echo $i \\
      x
> done
1 x
2 x
```

<!-- file: data.txt -->
```text
from the page
```

```python
text = open("data.txt").read()
```

```python
>>> text
'from the page\\n'
>>> print("a\\tb")
a	b
```

```sh
test -d corpora
```

```python
print("so")
```

<!-- output -->
```text
so
```

```cpp
not run;
```

```{directive} with words
not run;
```

```console
$ echo the last
the last
```
"""
        code, printed, _ = run(page)
        self.assertEqual((code, printed), (0, "1 pages: 8 blocks ran, 0 were left out, 0 failed\n"))

    def test_each_kind_of_wrong_block_is_found_with_its_line(self) -> None:
        wrong = [
            "```console\n$ echo a\nb\n```",
            "```console\n$ false\n```",
            "```console\necho without a prompt\n```",
            "```console\n$ if\n```",
            "```sh\nfalse\ntrue\n```",
            "```python\n>>> 1 + 1\n3\n```",
            "```python\n>>> 1 / 0\n```",
            "```python\nmissing\n```",
            "```python\nprint(1)\n```\n\n<!-- output -->\n```text\n2\n```",
            "<!-- not run:  -->\n```sh\nfalse\n```",
        ]
        for page in wrong:
            code, printed, _ = run(page)
            self.assertEqual(code, 1, page)
            self.assertRegex(printed, r"page\.md:\d+: ", page)
            self.assertIn(" 1 failed", printed)

    def test_a_block_left_out_is_counted_with_its_reason(self) -> None:
        code, printed, _ = run("<!-- not run: downloads much -->\n```sh\nfalse\n```\n")
        self.assertEqual(code, 0)
        self.assertRegex(
            printed, r"page\.md:3: not run: downloads much\n1 pages: 0 blocks ran, 1 were left out, 0 failed"
        )

    def test_rewrite_puts_right_what_differs_and_nothing_else(self) -> None:
        page = (
            "```console\n$ echo 0.501\n0.500\n$ printf 'a\\nb\\n'\nold\n```\n\n```python\n>>> 1 + 1\n3\n>>> 2\n2\n```\n"
        )
        right = page.replace("old", "a\nb").replace("\n3\n", "\n2\n")
        self.assertEqual(run(page, "--rewrite")[2], right)
        self.assertEqual(run(right)[0], 0)


if __name__ == "__main__":
    unittest.main()
