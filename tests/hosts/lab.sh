#!/usr/bin/env bash
# Debian hosts with systemd, SSH and an address of their own, on one Linux machine and without a hypervisor. Needs root.
#   lab.sh up               builds the root file system once, boots the hosts and waits for SSH; does nothing to what is up
#   lab.sh base             builds only that
#   lab.sh ssh N [CMD...]   a shell or a command on host N, over SSH
#   lab.sh exec CMD...      runs CMD beside the hosts, as on the computer that 'vagrant up' was typed on
#   lab.sh play ARGS...     ansible-playbook with the lab's inventory, beside the hosts
#   lab.sh kill N           power cut;  lab.sh halt N  a clean shutdown;  lab.sh boot N  starts it, the disk as it was
#   lab.sh renew N [DISK]   power cut, and an empty new machine in its place; with DISK, a folder, the disk that was mounted there goes on in it
#   lab.sh save N           keeps what is installed on host N, but nothing of a cluster; new hosts have it where HOSTS_INSTALLED is set
#   lab.sh cut N, heal N    pulls the network cable, puts it back; cut N M and heal N M  only what is between the two
#   lab.sh offer PORT       what listens on this machine's loopback at PORT, the hosts reach at 192.168.56.1:PORT
#   lab.sh down             ends all and leaves only the root file system, and what was saved; lab.sh purge removes that too
#
# The hosts are kafka1, kafka2, ... at 192.168.56.11, .12, ... as in the Vagrantfile, in a network that nobody else sees.
# 'exec' runs in that network too, where 127.0.0.1 has the forwarded ports of the Vagrantfile.
#
#   HOSTS           how many (default: 3)
#   HOSTS_VOTERS    how many of them are controllers, the first ones (default: 3)
#   HOSTS_APART     when set, these are controllers only, and only the others are brokers
#   HOSTS_WITHOUT   hosts that the inventory does not have as brokers, with blanks between them
#   HOSTS_SECURE    when set, the inventory does not choose kafka_security=plaintext
#   HOSTS_INSTALLED when set, new hosts have what was saved, unless the playbooks have changed since
#   HOSTS_REGISTRY  which host the schema registry is to run on (default: 1)
#   HOSTS_DIR       where all of it is kept (default: at-least-once/hosts in the cache folder)
set -euo pipefail
umask 022

SELF=$(readlink -f "$0")
ROOT=$(readlink -f "$(dirname "$SELF")/../..")
CACHE=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
DIR=${HOSTS_DIR:-${CACHE:-/var/tmp}/at-least-once/hosts}
COUNT=${HOSTS:-$(cat "$DIR/count" 2>/dev/null || echo 3)}
CONTROLLERS=${HOSTS_VOTERS:-3}
CLUSTER=lab
NS=${HOSTS_NAMESPACE:-alo}
NET=192.168.56
LOGIN='admin'

all() { seq "$COUNT"; }
name() { echo "kafka$1"; }
address() { echo "$NET.$((10 + $1))"; }
home() { echo "$DIR/$(name "$1")"; }

# shellcheck source=tests/debian.sh
. "$ROOT/tests/debian.sh"

# --- processes: a file each, with the number and the time of its start, because numbers are used again

began() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }
remember() { echo "$1 $(began "$1")" >"$2"; }

# alive FILE: prints the process
alive() {
  local pid at
  { read -r pid at <"$1"; } 2>/dev/null || return 1
  [ -n "$at" ] && [ "$(began "$pid")" = "$at" ] && echo "$pid"
}

# gone FILE SECONDS
gone() {
  local end=$((SECONDS + $2))
  while alive "$1" >/dev/null; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.05
  done
  rm -f "$1"
}

# --- what must be there

machine() {
  [ "$(id -u)" = 0 ] || fail "The hosts need root: sudo $0 up"
  command -v apt-get >/dev/null || fail "The hosts are made of Debian packages, and there is no apt-get here."
  mkdir -p "$DIR"
  need mmdebstrap mmdebstrap
  need systemd-nspawn systemd-container
  need ip iproute2
  need ps procps
  need ssh openssh-client
}

base() {
  [ ! -e "$DIR/base/.done" ] || return 0
  say "Building the hosts' root file system, once ..."
  rm -rf "$DIR/base"
  # shellcheck disable=SC2016 # $1 is mmdebstrap's
  debian "$DIR/base" $LOGIN \
    --customize-hook='rm -f "$1"/etc/ssh/ssh_host_*' \
    --customize-hook='chroot "$1" systemctl -q enable systemd-networkd' \
    --customize-hook='chroot "$1" systemctl -q mask systemd-networkd-wait-online'
  touch "$DIR/base/.done"
}

# --- the network: a namespace with a bridge, from which no route leads out

inside() { ip netns exec "$NS" "$@"; }

network() {
  [ ! -e "/run/netns/$NS" ] || return 0
  ip netns add "$NS"
  ip -n "$NS" link set lo up
  ip -n "$NS" link add br0 type bridge
  ip -n "$NS" addr add $NET.1/24 dev br0
  ip -n "$NS" link set br0 up
  inside sysctl -qw net.ipv4.ip_forward=1 # so that it says at once that no route leads out
  ip netns attach "$NS-out" $$
}

# listen NAME ADDRESS:PORT COMMAND...: a listener in the namespace that hands what comes to COMMAND
listen() {
  alive "$DIR/relay-$1.pid" >/dev/null && return
  setsid ip netns exec "$NS" systemd-socket-activate -l "$2" "${@:3}" </dev/null >"$DIR/relay-$1.log" 2>&1 9>&- &
  remember $! "$DIR/relay-$1.pid"
}

relays() { # the hosts' only way out: a listener for each registry, and a line for it in their /etc/hosts
  local k=200 host port i
  : >"$DIR/registries"
  while read -r host port; do
    k=$((k + 1))
    echo "$NET.$k $host" >>"$DIR/registries"
    ip -n "$NS" addr replace $NET.$k/24 dev br0
    listen "$k" "$NET.$k:$port" nsenter --net="/run/netns/$NS-out" $PROXY "$host:$port"
  done < <(registries)
  for i in $(all); do
    listen "port$i" "127.0.0.1:$((9093 + i))" $PROXY "$(address "$i"):9094"
  done
  listen registry 127.0.0.1:8081 $PROXY "$(address 1):8081"
}

cmd_offer() { listen "offer$1" "$NET.1:$1" nsenter --net="/run/netns/$NS-out" $PROXY "127.0.0.1:$1"; }

# --- a host

playbooks() { env -C "$ROOT/ansible" find . \( -name secrets -o -name __pycache__ \) -prune -o -type f -exec sha256sum {} + | sort | sha256sum; }

# Packages and /opt, as they are on a host's disk above the common root; its name, its keys, its users and all of Kafka but the jars stay its own.
cmd_save() {
  rm -rf "$DIR/installed"
  mkdir "$DIR/installed"
  tar -C "$(home "$1")/up" --xattrs --xattrs-include='*' --exclude-from=- -cf - . <<'END' | tar -C "$DIR/installed" --xattrs --xattrs-include='*' -xf -
./home
./root
./opt/*-current
./usr/local
./var/cache
./var/log
./var/tmp
./var/lib/kafka
./var/lib/private
./var/lib/prometheus
./var/lib/dbus
./var/lib/systemd
./etc/host*
./etc/machine-id
./etc/ssh
./etc/systemd
./etc/sysctl.d
./etc/passwd*
./etc/shadow*
./etc/group*
./etc/gshadow*
./etc/kafka
./etc/registry
END
  playbooks >"$DIR/installed.for"
}

disk() { # what makes host $1 itself, in the layer above the common root
  local d up
  d=$(home "$1") up=$d/up
  [ ! -e "$d/ready" ] || return 0
  rm -rf "$d"
  mkdir -p "$up/etc/ssh" "$up/etc/systemd/network" "$up/home/$LOGIN/.ssh" "$d/work" "$d/root"
  cp "$DIR/id.pub" "$up/home/$LOGIN/.ssh/authorized_keys"
  chown -R --reference="$DIR/base/home/$LOGIN" "$up/home/$LOGIN"
  chmod 700 "$up/home/$LOGIN/.ssh"
  ssh-keygen -q -t ed25519 -N '' -C "$(name "$1")" -f "$up/etc/ssh/ssh_host_ed25519_key" >/dev/null
  printf '[Match]\nName=host0\n[Network]\nAddress=%s/24\nGateway=%s\nLinkLocalAddressing=no\n' "$(address "$1")" $NET.1 \
    >"$up/etc/systemd/network/10-host0.network"
  # its own name leads to itself, as on every Debian machine and in every Vagrant box
  { printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$(name "$1")"; cat "$DIR/registries"; } >"$up/etc/hosts"
  name "$1" >"$up/etc/hostname"
  echo "$DIR/base" >"$d/lower"
  [ -z "${HOSTS_INSTALLED-}" ] || [ "$(cat "$DIR/installed.for" 2>/dev/null)" != "$(playbooks)" ] || echo "$DIR/installed:$DIR/base" >"$d/lower"
  touch "$d/ready"
}

start() {
  local d
  d=$(home "$1")
  alive "$d/pid" >/dev/null && return
  disk "$1"
  ip -n "$NS" link del "vb-$(name "$1")" 2>/dev/null || :
  setsid ip netns exec "$NS" bash "$SELF" inside "$1" </dev/null >>"$d/console.log" 2>&1 9>&- &
  remember $! "$d/pid"
}

cmd_inside() { # in the namespace, with mounts that only this host's processes see, so that they go with them
  local d cgroup
  d=$(home "$1") cgroup=/sys/fs/cgroup/$NS/$(name "$1")
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
  mkdir -p "$cgroup" /run/systemd
  echo $$ >"$cgroup/cgroup.procs"
  mount -t tmpfs tmpfs /run/systemd
  mount -t overlay overlay -o "lowerdir=$(cat "$d/lower"),upperdir=$d/up,workdir=$d/work" "$d/root"
  exec systemd-nspawn --quiet --directory="$d/root" --machine="$(name "$1")" --boot --network-bridge=br0 --register=no \
    --keep-unit --resolv-conf=off --timezone=off --link-journal=no --console=read-only
}

cmd_halt() { # systemd-nspawn turns SIGTERM into a shutdown of the host's systemd
  local file pid
  file=$(home "$1")/pid
  pid=$(alive "$file") || return 0
  kill "$pid"
  gone "$file" 90 || cmd_kill "$1"
}

cmd_kill() { # the host's PID 1 dies, and with it every process of the host
  local file pid
  file=$(home "$1")/pid
  pid=$(alive "$file") || return 0
  ps -o pid= --ppid "$pid" | xargs -r kill -KILL
  gone "$file" 10 || { kill -KILL "$pid"; gone "$file" 10; }
}

cmd_boot() {
  start "$1"
  await "$1"
}

cmd_renew() {
  local kept=$DIR/disk-$1
  cmd_kill "$1"
  [ -z "${2-}" ] || mv "$(home "$1")/up/$2" "$kept"
  rm -rf "$(home "$1")"
  disk "$1"
  [ -z "${2-}" ] || { mkdir -p "$(home "$1")/up/$2" && mv -T "$kept" "$(home "$1")/up/$2"; }
  start "$1"
  files
  await "$1"
}

cmd_cut() { # N answers M no more, and so nothing comes to be between them
  if [ $# = 1 ]; then ip -n "$NS" link set "vb-$(name "$1")" down; else cmd_ssh "$1" sudo ip route add blackhole "$(address "$2")"; fi
}
cmd_heal() {
  if [ $# = 1 ]; then ip -n "$NS" link set "vb-$(name "$1")" up; else cmd_ssh "$1" sudo ip route del blackhole "$(address "$2")"; fi
}

await() {
  local end=$((SECONDS + 60))
  until cmd_ssh "$1" true 2>/dev/null; do
    [ $SECONDS -lt $end ] || fail "No SSH on $(name "$1"); its console ends with: $(tail -n 5 "$(home "$1")/console.log")"
    sleep 0.1
  done
}

# --- the computer beside them

files() { # what it needs to reach them: SSH configuration, their keys, an inventory
  local i
  {
    printf 'Host kafka* %s.*\n  User %s\n  IdentityFile %s/id\n  IdentitiesOnly yes\n' $NET $LOGIN "$DIR"
    printf '  UserKnownHostsFile %s/known_hosts\n  StrictHostKeyChecking yes\n' "$DIR"
    printf '  ServerAliveInterval 5\n  ServerAliveCountMax 2\n  ConnectTimeout 10\n'
    for i in $(all); do printf 'Host %s\n  HostName %s\n' "$(name "$i")" "$(address "$i")"; done
  } >"$DIR/ssh_config"
  for i in $(all); do
    echo "$(address "$i"),$(name "$i") $(cut -d' ' -f1,2 "$(home "$i")/up/etc/ssh/ssh_host_ed25519_key.pub")"
  done >"$DIR/known_hosts"
  inventory >"$DIR/inventory.ini"
}

inventory() { # as Vagrant writes it from the Vagrantfile, and three racks
  local i racks=abc
  for i in $(all); do
    printf '%s ansible_host=%s kafka_node_id=%s kafka_address=%s kafka_advertised=localhost:%s kafka_rack=%s\n' \
      "$(name "$i")" "$(address "$i")" "$i" "$(address "$i")" $((9093 + i)) "${racks:(i - 1) % 3:1}"
  done
  printf '\n[kafka_controllers]\n'
  for i in $(seq "$CONTROLLERS"); do name "$i"; done
  printf '\n[kafka_brokers]\n'
  for i in $(all); do
    [[ " ${HOSTS_WITHOUT-} " != *" $i "* ]] || continue
    if [ -z "${HOSTS_APART-}" ] || [ "$i" -gt "$CONTROLLERS" ]; then name "$i"; fi
  done
  printf '\n[kafka_registry]\n%s\n\n[kafka:children]\nkafka_controllers\nkafka_brokers\n' "$(name "${HOSTS_REGISTRY:-1}")"
  printf '\n[kafka:vars]\nkafka_cluster_name=%s\nkafka_heap=256m\n' $CLUSTER
  # as in the Vagrantfile; without it the hosts have the security that is the default
  [ -n "${HOSTS_SECURE-}" ] || echo kafka_security=plaintext
  # the compiler that costs more than it gives in the minutes that a host lives here
  printf 'kafka_java_options=-XX:TieredStopAtLevel=1\n'
  printf '\n[all:vars]\nansible_user=%s\nansible_ssh_common_args=-F %s/ssh_config\n' $LOGIN "$DIR"
}

cmd_ssh() { inside ssh -F "$DIR/ssh_config" "$(name "$1")" "${@:2}"; }

cmd_exec() { exec ip netns exec "$NS" "$@"; }

cmd_play() {
  cd "$ROOT"
  export ANSIBLE_CONFIG=ansible/ansible.cfg ANSIBLE_SSH_CONTROL_PATH_DIR=$DIR/connections
  cmd_exec ansible-playbook -i "$DIR/inventory.ini" "$@"
}

# --- all together

cmd_base() {
  machine
  base
}

cmd_up() {
  local i
  [ -e "$DIR/count" ] || [ ! -e "/run/netns/$NS" ] || fail "The namespace $NS is in use, by hosts of another folder: name one with HOSTS_NAMESPACE."
  cmd_base
  echo "$COUNT" >"$DIR/count"
  network
  relays
  [ -e "$DIR/id" ] || ssh-keygen -q -t ed25519 -N '' -C hosts -f "$DIR/id"
  for i in $(all); do start "$i"; done
  files
  for i in $(all); do await "$i"; done
}

cmd_down() {
  local i file pid group
  [ -e "$DIR/count" ] || return 0
  for file in "$DIR"/connections/*; do # Ansible's kept connections would outlive the hosts
    [ ! -S "$file" ] || ssh -S "$file" -O exit - 2>/dev/null || :
  done
  for i in $(all); do cmd_kill "$i" & done
  wait
  for file in "$DIR"/relay-*.pid; do
    # it has nothing to tidy up, and asked to end it would wait for its connections
    if pid=$(alive "$file"); then kill -KILL "$pid"; fi
  done
  for file in "$NS" "$NS-out"; do [ ! -e "/run/netns/$file" ] || ip netns del "$file"; done
  rm -rf "$ROOT/ansible/secrets/$CLUSTER" "$DIR"/{kafka,disk-}[0-9]* "$DIR"/relay-* "$DIR"/{connections,known_hosts,ssh_config,inventory.ini,registries,count}
  for group in /sys/fs/cgroup{,/*}/"$NS"; do
    [ ! -d "$group" ] || find "$group" -depth -type d -exec rmdir {} +
  done
  # shellcheck disable=SC2016 # $0 is the inner shell's
  unshare --mount bash -c 'mount -t cgroup2 cgroup2 /mnt; [ ! -d "/mnt/$0" ] || find "/mnt/$0" -depth -type d -exec rmdir {} +' "$NS"
}

cmd_purge() {
  cmd_down
  rm -rf "$DIR"
}

# One at a time, but for what only looks or runs beside them.
exclusive() {
  mkdir -p "$DIR"
  exec 9>"$DIR/lock"
  flock -w 300 9 || fail "Another lab.sh is at work in $DIR."
}

case ${1-} in
  up | base | down | purge | boot | halt | kill | renew | save | offer) exclusive ;;
  ssh | exec | play | cut | heal | inside) ;;
  *)
    sed -n '2,25s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac
"cmd_$1" "${@:2}"
