"""How Sphinx makes the site from the Markdown pages of the repository: tools/docs.sh."""

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(Path(__file__).parent), str(ROOT / "python")]

project = "Seqlab"
release = re.search(r"project\(seqlab VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text())[1]
author = "the authors of Seqlab"

# The sources are the repository itself, so that links between pages are the same on the site and on a code host.
root_doc = "docs/index"
include_patterns = [
    "docs/**.md",
    "models/**.md",
    "corpora/README.md",
    "lib/README.md",
    "lib/*/README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
]
exclude_patterns = ["build", "data", ".git", "docs/site"]
source_suffix = {".md": "markdown"}

extensions = ["myst_parser", "breathe", "sphinx.ext.autodoc", "sphinx_copybutton", "console", "docstrings", "verbs"]
suppress_warnings = ["duplicate_declaration.cpp"]  # each header opens the namespace again

myst_heading_anchors = 4  # slugs as code hosts make them

autodoc_mock_imports = ["seqlab._seqlab"]  # not needed to read signatures and docstrings
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
add_module_names = False

breathe_projects = {"seqlab": str(ROOT / "build/doxygen/xml")}
breathe_default_project = "seqlab"
breathe_show_include = False

verbs_programs = os.environ.get("SEQLAB_PROGRAMS", str(ROOT / "build/release/tagger"))

smartquotes = False  # they would make -- in options a dash

html_theme = "furo"
html_title = f"Seqlab {release}"
html_copy_source = False
html_show_copyright = False
html_additional_pages = {"index": "start.html"}
templates_path = ["templates"]
copybutton_prompt_text = r">>> |\.\.\. |\$ |> "
copybutton_prompt_is_regexp = True
copybutton_line_continuation_character = "\\"
