#!/bin/sh
# Installs the distribution's packages that the build needs and that are not there yet (with sudo when not
# root). Where nothing is missing it does nothing and needs no network.
#   tools/setup.sh      what building and testing need
#   tools/setup.sh ci   also what .ci/run needs: clang, clang-format, Google Benchmark, Python with venv
set -eu

packages="g++ cmake ninja-build libeigen3-dev libicu-dev libboost-program-options-dev
  libboost-iostreams-dev nlohmann-json3-dev libhwy-dev libxxhash-dev catch2"
case "${1:-}" in
  "") ;;
  ci) packages="$packages git g++-aarch64-linux-gnu clang clang-format libbenchmark-dev python3 python3-venv" ;;
  *) echo "usage: tools/setup.sh [ci]" >&2; exit 2 ;;
esac

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "setup: not a Debian-like system; these have to be there (Debian's names): $packages" >&2
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
# Through env, since sudo drops the caller's environment.
# shellcheck disable=SC2086  # a list of names
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing
