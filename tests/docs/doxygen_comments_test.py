"""Tests of docs/site/doxygen_comments.py."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "docs" / "site"))

from doxygen_comments import filtered


class Comments(unittest.TestCase):
    def test_each_comment_goes_to_what_it_describes(self) -> None:
        header = [
            ("// The file.", r"/// \file|/// The file."),
            ("#pragma once", "#pragma once"),
            ("", ""),
            ("// A thing,", "/// A thing,"),
            ("// with two lines.", "/// with two lines."),
            ("struct A {", "struct A {"),
            ("  int a = 0;  // of one line", "  int a = 0;  ///< of one line"),
            ("  int b = 0;  // of two", "  int b = 0;  ///< of two"),
            ("              // lines", "              ///< lines"),
            ("  // Before a member.", "  /// Before a member."),
            ("  int c = 0;", "  int c = 0;"),
            ("", ""),
            (" private:", "-"),
            ("  int d = 0;  // nobody's business", "-"),
            ("};", "};"),
            ("", ""),
            ("// All that follows.", r"/// \file|/// All that follows."),
            ("", ""),
            ("void f();", "void f();"),
            ("}  // namespace a", "}  // namespace a"),
        ]
        expected = [line for _, lines in header if lines != "-" for line in lines.split("|")]
        self.assertEqual(filtered([line for line, _ in header]), expected)


if __name__ == "__main__":
    unittest.main()
