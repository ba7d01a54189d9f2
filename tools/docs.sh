#!/bin/sh
# Makes a site of the documentation in build/docs (open build/docs/index.html). A warning or a broken link is an error.
#   tools/docs.sh             builds the programs, for the reference of their options, and the site
#   tools/docs.sh --check     also runs every example of the pages, and compares what it prints with what they show
#   tools/docs.sh --rewrite   the same, and replaces in the pages what differs
# The first run needs a network for the tools. SEQLAB_PROGRAMS names a folder with programs that are built already.
# Examples in Python need the package's extension module: in python/seqlab, or below the folder that SEQLAB_PACKAGE names. Or
# SEQLAB_PYTHON names an interpreter that has the package installed, and the libraries that some examples need; without it,
# those are left out.
set -eu
cd "$(dirname "$0")/.."

case "${1:-}" in
  "") check=false; rewrite="" ;;
  --check) check=true; rewrite="" ;;
  --rewrite) check=true; rewrite=--rewrite ;;
  *) echo "usage: tools/docs.sh [--check | --rewrite]" >&2; exit 2 ;;
esac

tools/setup.sh docs
if [ -z "${SEQLAB_PROGRAMS:-}" ]; then
  [ -f build/release/build.ninja ] || cmake --preset release
  cmake --build --preset release --target tagger sentiment lm seq2seq forecast
  SEQLAB_PROGRAMS=build/release/tagger
fi
export SEQLAB_PROGRAMS

tools=build/docs-tools
if ! cmp -s docs/site/requirements.txt $tools/installed; then
  python3 -m venv --clear $tools
  $tools/bin/pip install --quiet --disable-pip-version-check -r docs/site/requirements.txt
  cp docs/site/requirements.txt $tools/installed
fi

git ls-files -co --exclude-standard '*.md' | xargs python3 tools/check_links.py
if $check; then
  $tools/bin/python -m unittest discover --start-directory tests/docs --pattern '*_test.py'
  if [ -n "${SEQLAB_PYTHON:-}" ]; then
    set -- "$SEQLAB_PYTHON" tools/run_examples.py
  else
    package=${SEQLAB_PACKAGE:-python}
    if ! ls "$package"/seqlab/_seqlab*.so >/dev/null 2>&1; then
      echo "docs: no extension module in $package/seqlab; build the Python package, or name it (SEQLAB_PACKAGE, SEQLAB_PYTHON)" >&2
      exit 1
    fi
    set -- $tools/bin/python tools/run_examples.py --package "$package"
  fi
  # shellcheck disable=SC2046,SC2086  # names without spaces; one word or none
  "$@" $rewrite "$SEQLAB_PROGRAMS" $(git ls-files -co --exclude-standard README.md python/README.md 'docs/*.md')
fi

rm -rf build/docs build/doxygen
mkdir -p build/doxygen
doxygen docs/site/Doxyfile
$tools/bin/sphinx-build --quiet --fail-on-warning --keep-going --fresh-env --conf-dir docs/site \
  --doctree-dir build/doctrees . build/docs
echo "docs: build/docs/index.html"
