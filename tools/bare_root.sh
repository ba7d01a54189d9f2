#!/bin/sh
# Shows that a new user's first ten minutes work: makes a bare Debian 12 root with git in a folder, clones the last
# commit of this repository into it, and runs tools/try.sh (twice) and tools/test.sh there.
#   tools/bare_root.sh FOLDER     as root, with debootstrap and a network; FOLDER is new, or holds the root of an
#                                 earlier run, which gets a fresh clone
# Real corpora are not copied, so tests that need them are skipped.
set -eu

[ $# -eq 1 ] || { echo "usage: tools/bare_root.sh FOLDER" >&2; exit 2; }
repository=$(cd "$(dirname "$0")/.." && pwd)
. "$repository/tools/root.sh"
enter_root bare_root "$1"

rm -rf "$root/seqlab" "$root/seqlab.bundle"
git -C "$repository" bundle create --quiet "$root/seqlab.bundle" HEAD "$(git -C "$repository" symbolic-ref --short HEAD)"

inside "git clone --quiet /seqlab.bundle /seqlab"
for script in tools/try.sh tools/try.sh tools/test.sh; do
  echo "bare_root: $script"
  started=$(date +%s)
  inside "cd /seqlab && $script"
  echo "bare_root: $script took $(($(date +%s) - started)) s"
done
