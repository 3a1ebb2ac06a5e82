#!/bin/sh
# Writes the manifest for a version of Kafka: the jars that a broker and its commands need, with their SHA-256 sums.
#   ansible/roles/kafka/files/manifests/write.sh 4.3.1
# JBang resolves them on this computer; look at what changed (git diff --no-index) before you trust it.
set -eu
version=${1:?Which version? For example: write.sh 4.3.1}
here=$(dirname "$(readlink -f "$0")")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# The codecs are newer than what Kafka asks for: a few bytes make older ones allocate gigabytes (CVE-2026-108106 and others).
cat >"$folder/Kafka.java" <<END
//DEPS org.apache.kafka:kafka_2.13:$version
//DEPS org.apache.kafka:kafka-tools:$version
//DEPS org.slf4j:slf4j-jdk14:2.0.20
//DEPS org.xerial.snappy:snappy-java:1.1.10.12
//DEPS at.yawk.lz4:lz4-java:1.13.0
//DEPS io.prometheus.jmx:jmx_prometheus_javaagent:1.0.1
class Kafka { public static void main(String... args) { } }
END
# Newer, too. Nothing is logged by it, but kafka-configs.sh and kafka-storage.sh do not start without it. By itself, because in
# one list with Kafka its optional dependencies, an old kafka-clients among them, would win.
cat >"$folder/Log4j.java" <<END
//DEPS org.apache.logging.log4j:log4j-core:2.26.1
class Log4j { public static void main(String... args) { } }
END

# Kafka Connect and its web server come with the commands, and none of them needs it
unneeded='/(jersey|hk2|jetty|jakarta|connect|osgi|aopalliance|javassist|jaxb|activation|javax|classgraph|maven|plexus|swagger|jackson-(jakarta|module))-?[^/]*/'

jars() { "$here/../../../../../jbang" --quiet info classpath "$folder/$1.java" | tr ':' '\n' | grep '/repository/'; }

{
  jars Kafka | grep -Ev "$unneeded" | grep -v '/log4j/'
  jars Log4j | grep '/log4j/'
} |
  while read -r jar; do
    printf '%s  %s\n' "$(sha256sum <"$jar" | cut -d' ' -f1)" "${jar##*/repository/}"
  done | sort -k2 >"$folder/manifest"
[ "$(wc -l <"$folder/manifest")" -gt 30 ] || { echo "Not all jars of Kafka $version could be had: see above." >&2; exit 1; }
mv "$folder/manifest" "$here/kafka-$version.txt"
echo "Wrote $here/kafka-$version.txt"
