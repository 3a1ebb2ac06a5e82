#!/usr/bin/env bash
# What hosts/lab.sh, hosts/vagrant.sh and docker/engine.sh have in common: messages, packages, a Debian for machines. Read by them, not run.

SUITE=bookworm
PACKAGES=systemd,systemd-sysv,dbus,openssh-server,sudo,python3,python3-apt,iproute2,procps,netbase,ca-certificates
# shellcheck disable=SC2034 # for those who read this
PROXY=/lib/systemd/systemd-socket-proxyd

say() { printf '%s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

# add_packages PACKAGE...: $DIR is the folder of who reads this
add_packages() {
  say "Installing $* ..."
  [ -n "${updated-}" ] || apt-get update -qq >&2 || fail "apt-get update failed: see above."
  updated=yes
  DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 install -y --no-install-recommends "$@" \
    >"$DIR/apt.log" 2>&1 || fail "Cannot install $*: $(tail -n 1 "$DIR/apt.log")"
}

# need COMMAND PACKAGE
need() { command -v "$1" >/dev/null || add_packages "$2"; }

# Where this machine gets its Debian packages from: the machines use the same.
sources() {
  local file
  for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do
    [ ! -s "$file" ] || { echo "$file"; return; }
  done
  fail "There is neither /etc/apt/sources.list.d/debian.sources nor /etc/apt/sources.list."
}

registries() { # host and port of the package registries: Debian's, and the Maven repository of the playbooks
  sed -nE 's#^(URIs:|deb[^:]*) *http://([^/ ]+)/.*#\2 80#p' "$(sources)" | sort -u
  sed -nE 's#^kafka_repository: https://([^/]+)/.*#\1 443#p' "$ROOT/ansible/roles/kafka/defaults/main.yml"
}

# debian FOLDER USER [OPTION...]: its file system, with a user who may become root, and more options for mmdebstrap
# shellcheck disable=SC2016 # $1 is mmdebstrap's
debian() {
  mmdebstrap --quiet --variant=minbase --include="$PACKAGES" \
    --customize-hook='useradd -R "$1" -m -s /bin/bash '"$2" \
    --customize-hook='echo "'"$2"' ALL=(ALL) NOPASSWD:ALL" > "$1/etc/sudoers.d/'"$2"'"' \
    --customize-hook='cp /usr/local/share/ca-certificates/*.crt "$1/usr/local/share/ca-certificates/" 2>/dev/null || :' \
    --customize-hook='chroot "$1" update-ca-certificates >/dev/null 2>&1' \
    --customize-hook='chroot "$1" systemctl -q mask apt-daily.timer apt-daily-upgrade.timer' \
    --customize-hook='rm -f "$1/etc/resolv.conf"' \
    "${@:3}" $SUITE "$1" "$(sources)" || fail "mmdebstrap could not build the file system."
  touch -d 2000-01-01 "$1/var/lib/apt/lists" # they are empty: Ansible must not take them for fresh
}
