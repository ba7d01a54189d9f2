# shellcheck shell=sh
# Read by scripts, not run: a bare Debian 12 in a folder, and commands inside. Needs root, debootstrap and a network.
# apt's network settings are copied (DEBIAN_MIRROR names another mirror).

# enter_root NAME FOLDER: makes the root unless the folder holds one, and mounts what programs need until the script ends.
enter_root() {
  [ "$(id -u)" -eq 0 ] || { echo "$1: run this as root" >&2; exit 1; }
  command -v debootstrap >/dev/null || { echo "$1: apt-get install debootstrap" >&2; exit 1; }
  root=$2
  if [ ! -e "$root" ]; then
    debootstrap --variant=minbase --include=git bookworm "$root.part" \
      "${DEBIAN_MIRROR:-http://deb.debian.org/debian}"
    grep -ls Acquire:: /etc/apt/apt.conf.d/* | xargs -r cp -t "$root.part/etc/apt/apt.conf.d"
    mv "$root.part" "$root"
  fi
  cp -L /etc/resolv.conf "$root/etc/resolv.conf"
  trap leave_root EXIT
  mount -t proc proc "$root/proc"
  mount --bind /dev "$root/dev"
}

leave_root() { umount "$root/proc" "$root/dev" 2>/dev/null || true; }

# inside COMMAND: in the root's shell. Of this machine's environment, only the proxies go in.
inside() {
  env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb DEBIAN_FRONTEND=noninteractive \
    ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
    chroot "$root" sh -c "$1"
}
