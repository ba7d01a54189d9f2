#!/bin/sh
# Installs the Debian packages that are missing, with sudo unless root. If none is missing, it needs no network.
#   tools/setup.sh         for building and testing
#   tools/setup.sh ci      for .ci/run too: clang with its sanitizers, clang-format, a compiler for Arm, Google Benchmark,
#                          Python with venv, shells with completions
#   tools/setup.sh docs    for tools/docs.sh: Doxygen, Python with venv, and what the examples of the pages use
#   tools/setup.sh wheel   for tools/wheel.sh: Python with venv, what extensions of it need, and Java for the tests with Spark
#   tools/setup.sh page    for tools/page_test.sh: Chromium with its driver, Python with venv, curl
#   tools/setup.sh package for tools/package.sh: debhelper, lintian, Python's headers and pip
set -eu

packages="g++ cmake ninja-build libeigen3-dev libicu-dev libboost-program-options-dev
  libboost-iostreams-dev nlohmann-json3-dev libhwy-dev libxxhash-dev prometheus-cpp-dev catch2"
case "${1:-}" in
  "") ;;
  ci) packages="$packages git g++-aarch64-linux-gnu clang libclang-rt-dev llvm clang-format libbenchmark-dev
    python3 python3-venv groff-base fish zsh" ;;
  docs) packages="$packages doxygen python3 python3-venv curl git jq" ;;
  wheel) packages="$packages git python3-dev python3-venv"
    command -v java >/dev/null || packages="$packages openjdk-17-jre-headless" ;;
  page) packages="$packages chromium chromium-driver fonts-dejavu-core python3 python3-venv curl" ;;
  package) packages="$packages git xz-utils debhelper dh-python python3-dev python3-pip lintian fakeroot" ;;
  *) echo "usage: tools/setup.sh [ci | docs | wheel | page | package]" >&2; exit 2 ;;
esac

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "setup: no apt-get here; install these yourself (Debian's names): $packages" >&2
  exit 0
fi

missing=""
for package in $packages; do
  case "$(dpkg-query -W -f='${db:Status-Status} ' "$package" 2>/dev/null || true)" in
    installed*) ;;
    *) missing="$missing $package" ;;
  esac
done
if [ -z "$missing" ]; then
  exit 0
fi

echo "setup: installing$missing" >&2
as_root=""
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "setup: neither root nor sudo; as root: apt-get install$missing" >&2
    exit 1
  fi
  as_root=sudo
fi
$as_root apt-get update -qq
# env, because sudo drops the environment.
# shellcheck disable=SC2086  # a list of names
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing
