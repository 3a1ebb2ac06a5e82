#!/bin/sh
# outside.sh ADDRESS TOPIC COUNT [CONFIG]: writes messages through one broker's address with this project's programs, reads
# them back, and says how many there were, and in how many partitions.
set -eu
address=$1 topic=$2 count=$3 config=${4-}
run=$(cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen)
set -- -b "$address" -t "$topic"
[ -z "$config" ] || set -- "$@" -c "$config"
yes "$run" | head -n "$count" | ./jbang --quiet Producer.java "$@" --input - --keys uuid -o none 2>/dev/null
./jbang --quiet SingleConsumer.java "$@" -g "verify-$run" --exit-at-end 2>/dev/null |
  awk -v run="$run" -v from="^.*$topic-" '$0 ~ run { read++; partition = $NF; sub(from, "", partition); sub("@.*", "", partition); if (!(partition in seen)) { seen[partition] = 1; partitions++ } } END { print read + 0, partitions + 0 }'
