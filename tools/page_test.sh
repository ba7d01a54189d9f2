#!/bin/sh
# Tests the page of `tagger serve` in Chromium. The first run needs a network for Chromium and for Selenium.
#   tools/page_test.sh [TAGGER]            TAGGER: the program, by default that of the release preset
#   tools/page_test.sh --screenshots [TAGGER]
#                                          makes the pictures of the page for the documentation instead (docs/figures)
set -eu
cd "$(dirname "$0")/.."

program=page_test.py
if [ "${1:-}" = --screenshots ]; then
  program=screenshots.py
  shift
fi
SEQLAB_TAGGER=${1:-build/release/tagger/tagger}
export SEQLAB_TAGGER
if [ ! -x "$SEQLAB_TAGGER" ]; then
  echo "page_test: no program $SEQLAB_TAGGER; build it (tools/test.sh) or name it" >&2
  exit 2
fi

tools/setup.sh page
tools=build/page-tools
if ! cmp -s tests/page/requirements.txt $tools/installed; then
  python3 -m venv --clear $tools
  $tools/bin/pip install --quiet --disable-pip-version-check -r tests/page/requirements.txt
  cp tests/page/requirements.txt $tools/installed
fi
exec $tools/bin/python tests/page/$program
