#!/bin/sh
# Makes the source archive and the Debian packages of the last commit in build/packages/, and checks them with lintian.
#   tools/package.sh                  needs Debian 12 and a network, for packages of Debian and for nanobind (PyPI)
#   tools/package.sh --twice          builds them again in another folder and compares every byte
#   tools/package.sh --root FOLDER    as root, with debootstrap: also installs them in a bare Debian 12, made in FOLDER
#                                     unless it is there, and runs debian/tests and what a new user would
set -eu
cd "$(dirname "$0")/.."

usage() { echo "usage: tools/package.sh [--twice] [--root FOLDER]" >&2; exit 2; }
twice=""
folder=""
while [ $# -gt 0 ]; do
  case "$1" in
    --twice) twice=yes ;;
    --root) [ $# -ge 2 ] || usage; folder=$2; shift ;;
    *) usage ;;
  esac
  shift
done

nanobind=3.1.0
nanobind_sha256=96984dbe8154ffb86e653b1b60aaeed6985c710c5e75ad0279eb87943c66292d

version=$(sed -n 's/^project(seqlab VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
packaged=$(sed -n '1s/.*(\(.*\)-[0-9]*).*/\1/p' debian/changelog)
[ "$version" = "$packaged" ] || { echo "package: debian/changelog is of $packaged, not of $version" >&2; exit 1; }
[ -z "$(git status --porcelain)" ] || echo "package: what is not committed is left out" >&2

tools/setup.sh package
packages=$PWD/build/packages
rm -rf "$packages"
mkdir -p "$packages"

# The archives depend on the commit alone, so that they are the same wherever they are made.
git archive --prefix="seqlab-$version/" HEAD -- ':(exclude)debian' | xz -6 > "$packages/seqlab-$version.tar.xz"
python3 -m pip download --quiet --no-deps --no-cache-dir --only-binary :all: --dest "$packages" "nanobind==$nanobind"
wheel=$packages/nanobind-$nanobind-py3-none-any.whl
echo "$nanobind_sha256  $wheel" | sha256sum --quiet -c
mkdir "$packages/nanobind"
(cd "$packages/nanobind" && python3 -m zipfile -e "$wheel" .)
tar -C "$packages" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=go=rX,u+rw,a-s -c nanobind |
  xz -6 > "$packages/seqlab_$version.orig-nanobind.tar.xz"
rm -r "$packages/nanobind" "$wheel"
ln "$packages/seqlab-$version.tar.xz" "$packages/seqlab_$version.orig.tar.xz"

# build FOLDER: the packages, beside the unpacked sources.
build() {
  mkdir -p "$1"
  ln "$packages/seqlab_$version".orig*.tar.xz "$1"
  tar -C "$1" -xf "$packages/seqlab-$version.tar.xz"
  tar -C "$1/seqlab-$version" -xf "$packages/seqlab_$version.orig-nanobind.tar.xz"
  git archive --prefix="seqlab-$version/" HEAD debian | tar -C "$1" -x
  # Without packages of debug information, which are larger than all others together.
  (cd "$1/seqlab-$version" && DEB_BUILD_OPTIONS=noautodbgsym dpkg-buildpackage --unsigned-source --unsigned-changes --build=full)
}

build "$packages/build"
if [ -n "$twice" ]; then
  build "$packages/again/in/another/folder"
  for file in "$packages"/build/*.deb "$packages"/build/*.dsc "$packages"/build/*.debian.tar.xz; do
    cmp "$file" "$packages/again/in/another/folder/$(basename "$file")"
  done
  echo "package: both builds gave the same bytes"
  rm -rf "$packages/again"
fi
lintian --fail-on error --suppress-tags bad-distribution-in-changes-file "$packages"/build/*.changes
mv "$packages"/build/*.deb "$packages"/build/*.dsc "$packages"/build/*.debian.tar.xz "$packages"/build/*.changes \
  "$packages"/build/*.buildinfo "$packages"
rm -r "$packages/build"

[ -n "$folder" ] || exit 0
. tools/root.sh
enter_root package "$folder"
rm -rf "$root/packages" "$root/sources"
mkdir "$root/packages" "$root/sources"
cp "$packages"/*.deb "$root/packages"
git archive HEAD debian corpora | tar -C "$root/sources" -x
inside "apt-get purge -qq -y '*seqlab*' >/dev/null; apt-get update -qq
  apt-get install -qq -y --no-install-recommends man-db groff-base g++ cmake make >/dev/null
  apt-get install -qq -y --no-install-recommends --download-only /packages/*.deb"
started=$(date +%s%N)
inside "apt-get install -qq -y --no-install-recommends /packages/*.deb >/dev/null
  echo 'Apple CEO Tim Cook eats an apple.' | tagger tag"
echo "package: from the files to an answer took $((($(date +%s%N) - started) / 1000000)) ms"
for test in train-and-tag serve compile python; do inside "/sources/debian/tests/$test"; done
inside "man tagger-train | grep -q -- --learning-rate"
echo "package: the packages work in a bare Debian 12"
