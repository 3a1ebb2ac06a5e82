#!/usr/bin/env bash
# A Docker engine of its own for the tests that need one, on a Debian machine without an engine. Needs root.
#   engine.sh up          installs and starts the engine, builds the image of a broker once; does nothing to what is there
#   engine.sh run CMD...  runs CMD with this engine: tests/docker/engine.sh run ./jbang tests/RunAll.java --level docker
#   engine.sh down        stops the engine and all that ran in it; the image stays, so that the next 'up' takes seconds
#   engine.sh purge       removes the image and everything else, too (the Debian packages stay)
#
# The engine lives in a network, a mount and a process namespace of its own: it changes nothing outside, and the kernel
# takes all of it away when it ends, however that happens. CMD runs in the same network, where there is nothing but the
# engine and loopback: 'up' has JBang fetch what the tests depend on. Nothing is pulled either: the image that is called
# like the official one is made here, of Debian packages and the jars from Maven Central.
#
#   ENGINE_DIR    where all of it is kept (default: at-least-once/docker in the cache folder)
set -euo pipefail
umask 022

HERE=$(dirname "$(readlink -f "$0")")
ROOT=$(readlink -f "$HERE/../..")
CACHE=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
DIR=${ENGINE_DIR:-${CACHE:-/var/tmp}/at-least-once/docker}
IMAGE=apache/kafka:$(sed -n 's#^//DEPS org.apache.kafka:kafka_[^:]*:##p' "$HERE/KafkaJars.java")
CGROUP=at-least-once
SOCKET=$DIR/run/docker.sock
[ -n "${HOME-}${JBANG_DIR-}${JBANG_CACHE_DIR-}" ] || export JBANG_DIR="$DIR/jbang"

# shellcheck source=tests/debian.sh
. "$ROOT/tests/debian.sh"

# --- what must be there

check_machine() {
  [ "$(id -u)" = 0 ] || fail "The engine needs root: sudo $0 up"
  command -v apt-get >/dev/null || fail "This installs a Docker engine from Debian and there is no apt-get here: install Docker by yourself, the tests find it."
  [ ${#SOCKET} -lt 90 ] || fail "The path $DIR is too long for a socket in it: set ENGINE_DIR to a shorter one."
  mkdir -p "$DIR" || fail "Cannot create $DIR: set ENGINE_DIR to a folder on a disk with 2 GB to spare."
}

check_space() {
  local free
  free=$(df -Pk "$DIR" | awk 'NR == 2 { print $4 }')
  [ "$free" -gt 2000000 ] || fail "There is too little space in $DIR: the image needs 2 GB while it is made. Make room, or set ENGINE_DIR to another disk."
}

packages() {
  need dockerd docker.io
  need docker docker-cli # a part of docker.io until Debian 12
  need mmdebstrap mmdebstrap
  need tini tini
  need ip iproute2
  need ps procps
}

# --- the engine: one process outside, 'unshare', whose end is the end of all that is inside

# Prints the process, if it still runs and is not another one that got its number.
engine() {
  local pid
  pid=$(cat "$DIR/pid" 2>/dev/null) && [ -n "$pid" ] || return 1
  tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF " inside $DIR " && echo "$pid"
}

start() {
  rm -rf "$DIR/run"
  mkdir -p "$DIR/run" "$DIR/data" /run/containerd
  setsid unshare --net --mount --pid --fork --kill-child --mount-proc \
    tini -- bash "$HERE/engine.sh" inside "$DIR" </dev/null >"$DIR/engine.log" 2>&1 9>&- &
  echo $! >"$DIR/pid"
}

# Runs in the namespaces, with a tini above that reaps what containers leave behind.
inside() {
  mount -t tmpfs tmpfs /run/containerd # it puts sockets there, whatever folder it is given
  ip link set lo up
  exec dockerd --data-root="$1/data" --exec-root="$1/run/exec" --pidfile="$1/run/dockerd.pid" \
    --host="unix://$1/run/docker.sock" --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent="/$CGROUP" \
    --shutdown-timeout=5
}

docker_() { DOCKER_HOST=unix://$SOCKET DOCKER_CONTEXT='' docker "$@"; }

await() {
  local early=$((SECONDS + 2)) end=$((SECONDS + 60))
  until docker_ version >/dev/null 2>&1; do
    engine >/dev/null || [ $SECONDS -le $early ] || fail "The Docker engine did not start; its log, $DIR/engine.log, ends with: $(tail -n 3 "$DIR/engine.log")"
    [ $SECONDS -lt $end ] || fail "The Docker engine does not answer; its log is $DIR/engine.log"
    sleep 0.1
  done
}

# gone PID SECONDS
gone() {
  local end=$((SECONDS + $2))
  while [ -e "/proc/$1" ]; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.1
  done
}

stop() {
  local pid child group
  if pid=$(engine); then
    for child in $(ps -o pid= --ppid "$pid"); do kill "$child" || :; done
    gone "$pid" 20 || kill -KILL "$pid"
    gone "$pid" 10 || fail "The Docker engine, process $pid, does not end."
  fi
  rm -rf "$DIR/run" "$DIR/stage" "$DIR/pid"
  for group in /sys/fs/cgroup{,/*}/"$CGROUP"; do
    [ ! -d "$group" ] || find "$group" -depth -type d -exec rmdir {} +
  done
}

# --- the image

# What went into it: when that changes, it is made again.
recipe() { sha256sum "$HERE/engine.sh" "$HERE/run" "$HERE/KafkaJars.java" | sha256sum | cut -c1-16; }

built() { [ "$(docker_ image inspect --format '{{index .Config.Labels "recipe"}}' "$IMAGE" 2>/dev/null)" = "$(recipe)" ]; }

stage() {
  local jars jar
  jars=$("$ROOT/jbang" info classpath --quiet "$HERE/KafkaJars.java" </dev/null) || fail "The jars of Kafka cannot be had: see above."
  rm -rf "$DIR/stage"
  mkdir -p "$DIR/stage/opt/kafka/libs" "$DIR/stage/etc/kafka/docker" "$DIR/stage/var/lib/kafka"
  while IFS= read -r -d : jar; do
    [[ $jar == */KafkaJars.jar ]] || cp "$jar" "$DIR/stage/opt/kafka/libs/"
  done <<<"$jars:"
  install -m 755 "$HERE/run" "$DIR/stage/etc/kafka/docker/run"
}

# A system with a JRE and little else; manuals are left out, but Java's set-up wants their folder.
# shellcheck disable=SC2016 # mmdebstrap expands the $1 of its hooks
root_fs() {
  local suite from
  suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
  from=$(sources)
  apt-config dump | grep -E '^Acquire::(http|https)::' >"$DIR/apt.conf" || : # a proxy, if there is one
  mmdebstrap --quiet --variant=essential --include=default-jre-headless --aptopt="$DIR/apt.conf" \
    --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --essential-hook='mkdir -p "$1/usr/share/man/man1"' \
    --customize-hook='rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/*' \
    --customize-hook="sync-in '$DIR/stage' /" \
    "$suite" - "$from"
}

import() {
  docker_ import --change "LABEL recipe=$(recipe)" --change 'EXPOSE 9092' --change 'CMD ["/etc/kafka/docker/run"]' - "$IMAGE"
}

build() {
  say "Making the image $IMAGE of Debian packages and jars from Maven Central (about a minute, only once) ..."
  check_space
  stage
  { root_fs | import; } >"$DIR/build.log" 2>&1 || fail "The image cannot be made: $(tail -n 3 "$DIR/build.log")"
  rm -rf "$DIR/stage"
  docker_ image prune --force >/dev/null # the one that it replaces
}

# While there is a network.
fetch_dependencies() {
  local script
  for script in tests/RunAll Producer SingleConsumer BatchConsumer Redrive; do
    [ ! -e "$ROOT/$script.java" ] || "$ROOT/jbang" info classpath --quiet "$ROOT/$script.java" </dev/null >/dev/null ||
      fail "What $script.java depends on cannot be had: see above."
  done
}

# --- commands

# One at a time; the file outlives the call, the lock does not.
locked() {
  exec 9>"$DIR/lock"
  flock -w 600 9 || fail "Another $0 has been working in $DIR for ten minutes."
}

up() {
  check_machine
  locked
  packages
  if ! engine >/dev/null; then
    trap stop EXIT # an engine that is only half of what was asked for does not stay
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    start
  fi
  await
  built || build
  fetch_dependencies
  trap - EXIT INT TERM HUP
  say "The Docker engine runs and has $IMAGE. Try: $0 run ./jbang tests/RunAll.java --level docker"
}

run() {
  local pid
  [ $# -gt 0 ] || usage
  pid=$(engine) || fail "The Docker engine is not running: $0 up"
  # no helper container that removes others, it would have to be pulled; and what looks like a container is none
  export DOCKER_HOST=unix://$SOCKET TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1
  export DOCKER_TESTS=required # an engine that does not answer is then a failure and not a reason for skipping
  exec nsenter --net="/proc/$pid/ns/net" -- "$@"
}

down() {
  [ -d "$DIR" ] || return 0
  [ "$(id -u)" = 0 ] || fail "The engine needs root: sudo $0 $1"
  locked
  stop
}

purge() {
  down purge
  rm -rf "$DIR"
}

usage() {
  sed -n '2,/^set/s/^# \{0,1\}//p' "$HERE/engine.sh" >&2
  exit 2
}

case ${1-} in
  up) up ;;
  run) shift; run "$@" ;;
  down) down down ;;
  purge) purge ;;
  inside) inside "$2" ;;
  *) usage ;;
esac
