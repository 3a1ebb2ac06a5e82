#!/usr/bin/env bash
# Runs 'vagrant up' for real where there is no hardware virtualisation and no way to Vagrant's boxes, on a Debian machine. Needs root.
#   vagrant.sh CMD...   runs CMD (vagrant up, vagrant ssh kafka1, a script with both) with libvirt over software emulation;
#                       the machines, libvirt and its networks end with CMD; the box stays, and so does what is in $VAGRANT_LAB
#   vagrant.sh purge    removes that, too
#
# libvirt runs in network, mount and process namespaces of its own. The box is made of this machine's Debian packages, and
# the machines' only way out are relays to the package registries. Three machines take some 15 minutes on two cores.
#
#   VAGRANT_LAB   where all of it is kept (default: at-least-once/vagrant in the cache folder)
set -euo pipefail
umask 022

SELF=$(readlink -f "$0")
ROOT=$(readlink -f "$(dirname "$SELF")/../..")
CACHE=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
DIR=${VAGRANT_LAB:-${CACHE:-/var/tmp}/at-least-once/vagrant}
NS=alov
RELAYS=10.99.0
BOX=bookworm
MORE=udev,kmod,rsync,ifupdown,isc-dhcp-client,initramfs-tools,zstd,linux-image-cloud-amd64
export VAGRANT_LAB=$DIR VAGRANT_HOME=$DIR/home VAGRANT_DOTFILE_PATH=$DIR/dot VAGRANT_CHECKPOINT_DISABLE=1 VAGRANT_DEFAULT_PROVIDER=libvirt
export KAFKA_BOX=$BOX KAFKA_DRIVER=qemu ANSIBLE_SSH_CONTROL_PATH_DIR=$DIR/connections

# shellcheck source=tests/debian.sh
. "$ROOT/tests/debian.sh"

packages() {
  local command
  for command in vagrant virsh libvirtd qemu-system-x86_64 qemu-img extlinux sfdisk mmdebstrap iptables dnsmasq ansible-playbook; do
    command -v $command >/dev/null || break
    [ $command != ansible-playbook ] || return 0
  done
  add_packages vagrant vagrant-libvirt libvirt-daemon-system libvirt-clients qemu-system-x86 qemu-utils dnsmasq-base iptables extlinux syslinux-common fdisk \
    mmdebstrap ansible systemd-container iproute2
}

# shellcheck disable=SC2016 # $1 is mmdebstrap's
root() { # root FOLDER: the file system of the box
  local key
  key=$(dpkg -L vagrant | grep 'keys/vagrant.pub$')
  debian "$1" vagrant --include="$MORE" \
    --customize-hook='mkdir -m 700 "$1/home/vagrant/.ssh"; cp '"$key"' "$1/home/vagrant/.ssh/authorized_keys"' \
    --customize-hook='chroot "$1" chown -R vagrant: /home/vagrant/.ssh' \
    --customize-hook='echo '$BOX' > "$1/etc/hostname"; printf "127.0.0.1 localhost\n127.0.1.1 '$BOX'\n" > "$1/etc/hosts"' \
    --customize-hook='echo "/dev/vda1 / ext4 defaults 0 1" > "$1/etc/fstab"' \
    --customize-hook='printf "auto lo\niface lo inet loopback\nallow-hotplug eth0\niface eth0 inet dhcp\n" > "$1/etc/network/interfaces"'
}

box() {
  local at=$DIR/build loop kernel
  [ ! -e "$DIR/$BOX.box" ] || return 0
  rm -rf "$at"
  mkdir -p "$at/mount"
  root "$at/root"
  kernel=$(cd "$at/root/boot" && echo vmlinuz-*)
  printf 'default l\nlabel l\n  linux /boot/%s\n  initrd /boot/initrd.img-%s\n  append root=/dev/vda1 ro net.ifnames=0 console=ttyS0\n' \
    "$kernel" "${kernel#vmlinuz-}" >"$at/root/boot/extlinux.conf"
  truncate -s 10G "$at/disk"
  echo '2048,,L,*' | sfdisk -q "$at/disk"
  dd if=/usr/lib/EXTLINUX/mbr.bin of="$at/disk" conv=notrunc status=none
  loop=$(losetup -f --show -o 1048576 "$at/disk") # an offset, as not every kernel reads partition tables of loop devices
  mkfs.ext4 -q -O ^64bit "$loop"
  # shellcheck disable=SC2016 # the inner shell's
  unshare -m bash -ec 'mount "$1" "$2/mount"; cp -a "$2/root/." "$2/mount/"; extlinux --install "$2/mount/boot" >/dev/null 2>&1' - "$loop" "$at"
  losetup -d "$loop"
  qemu-img convert -c -O qcow2 "$at/disk" "$at/box.img"
  echo '{"provider":"libvirt","format":"qcow2","virtual_size":10}' >"$at/metadata.json"
  echo 'Vagrant.configure("2") { |c| }' >"$at/Vagrantfile"
  tar -C "$at" -cf "$DIR/$BOX.box" metadata.json Vagrantfile box.img
  rm -rf "$at"
  (cd / && vagrant box add -f --name $BOX "$DIR/$BOX.box" >/dev/null)
}

relays() { # libvirt's dnsmasq, which the machines ask for names, reads /etc/hosts: there the registries are the relays
  local host port k=100 address
  echo 127.0.0.1 localhost >"$1"
  while read -r host port; do
    k=$((k + 1))
    echo "$RELAYS.$k $host" >>"$1"
    ip addr replace $RELAYS.$k/32 dev lo
    address=$(nsenter --net="/run/netns/$NS-out" getent ahostsv4 "$host" | awk '{ print $1; exit }')
    systemd-socket-activate -l "$RELAYS.$k:$port" nsenter --net="/run/netns/$NS-out" $PROXY "$address:$port" >"$DIR/relay-$k.log" 2>&1 &
  done < <(registries)
}

inside() { # in the namespaces
  local at=$DIR/state each
  rm -rf "$at" "$DIR/dot"
  mkdir -p "$at"/{lib,log,cache,etc/qemu} /run/libvirt /var/{lib,log,cache}/libvirt
  printf 'auth_unix_ro = "none"\nauth_unix_rw = "none"\n' >"$at/etc/libvirtd.conf"
  printf '%s\n' 'user = "root"' 'group = "root"' 'security_driver = "none"' 'cgroup_controllers = []' 'namespaces = []' \
    'stdio_handler = "file"' 'remember_owner = 0' 'dynamic_ownership = 0' >"$at/etc/qemu.conf"
  for each in lib log cache; do mount --bind "$at/$each" "/var/$each/libvirt"; done
  mount --bind "$at/etc" /etc/libvirt
  mount -t tmpfs tmpfs /run/libvirt
  mkdir -p /var/lib/libvirt/{images,qemu,dnsmasq}
  relays "$at/hosts"
  : >"$at/resolv.conf"
  mount --bind "$at/hosts" /etc/hosts
  mount --bind "$at/resolv.conf" /etc/resolv.conf
  libvirtd >"$at/libvirtd.log" 2>&1 &
  for each in $(seq 100); do
    ! virsh -q -c qemu:///system list >/dev/null 2>&1 || break
    [ "$each" -lt 100 ] || fail "libvirtd does not answer: $(tail -n 1 "$at/libvirtd.log")"
    sleep 0.2
  done
  virsh -q -c qemu:///system pool-define-as default dir --target /var/lib/libvirt/images >/dev/null
  virsh -q -c qemu:///system pool-start default >/dev/null
  cd "$ROOT"
  "$@"
}

case ${1-} in
  '')
    sed -n '2,11s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
  inside)
    shift
    inside "$@"
    exit
    ;;
  purge)
    rm -rf "$DIR"
    exit
    ;;
esac
[ "$(id -u)" = 0 ] || fail "This needs root."
mkdir -p "$DIR"
packages
box
[ ! -e "/run/netns/$NS" ] || fail "Another vagrant.sh runs."
ip netns add $NS
ip netns attach $NS-out $$
trap 'ip netns del $NS; ip netns del $NS-out' EXIT
ip -n $NS link set lo up
ip netns exec $NS unshare --pid --fork --kill-child --mount-proc bash "$SELF" inside "$@" <&0 &
machines=$!
# 'unshare' hears neither: TERM ends all at once with it, and Ctrl-C is for CMD, which ends in order
trap 'kill -KILL $machines; exit 143' TERM
trap : INT
code=0
while kill -0 $machines 2>/dev/null; do
  code=0
  wait $machines || code=$?
done
exit $code
