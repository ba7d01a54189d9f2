#!/bin/sh
# Shows that a new user's first ten minutes work: makes a bare Debian 12 root with git in a folder, clones the last
# commit of this repository into it, and runs tools/try.sh (twice) and tools/test.sh there.
#   tools/bare_root.sh FOLDER     as root, with debootstrap and a network; FOLDER is new, or holds the root of an
#                                 earlier run, which gets a fresh clone
# apt's network settings are copied (DEBIAN_MIRROR names another mirror); real corpora are not, so tests that need them
# are skipped.
set -eu

[ $# -eq 1 ] || { echo "usage: tools/bare_root.sh FOLDER" >&2; exit 2; }
[ "$(id -u)" -eq 0 ] || { echo "bare_root: run this as root" >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "bare_root: apt-get install debootstrap" >&2; exit 1; }
repository=$(cd "$(dirname "$0")/.." && pwd)
root=$1

if [ ! -e "$root" ]; then
  debootstrap --variant=minbase --include=git bookworm "$root.part" "${DEBIAN_MIRROR:-http://deb.debian.org/debian}"
  grep -ls Acquire:: /etc/apt/apt.conf.d/* | xargs -r cp -t "$root.part/etc/apt/apt.conf.d"
  mv "$root.part" "$root"
fi
cp -L /etc/resolv.conf "$root/etc/resolv.conf"

rm -rf "$root/seqlab" "$root/seqlab.bundle"
git -C "$repository" bundle create --quiet "$root/seqlab.bundle" HEAD "$(git -C "$repository" symbolic-ref --short HEAD)"

# Of this machine's environment, only the proxies go in.
inside() {
  env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb \
    ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
    chroot "$root" sh -c "$1"
}

cleanup() { umount "$root/proc" "$root/dev" 2>/dev/null || true; }
trap cleanup EXIT
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"

inside "git clone --quiet /seqlab.bundle /seqlab"
for script in tools/try.sh tools/try.sh tools/test.sh; do
  echo "bare_root: $script"
  started=$(date +%s)
  inside "cd /seqlab && $script"
  echo "bare_root: $script took $(($(date +%s) - started)) s"
done
