#!/bin/sh
# Writes the manifest for a version of Kafka: the jars that a broker and its commands need, with their SHA-256 sums.
#   ansible/roles/kafka/files/manifests/write.sh 4.3.1
# JBang resolves them on this computer; look at what changed (git diff --no-index) before you trust it.
set -eu
version=${1:?Which version? For example: write.sh 4.3.1}
here=$(dirname "$(readlink -f "$0")")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cat >"$folder/Jars.java" <<END
//DEPS org.apache.kafka:kafka_2.13:$version
//DEPS org.apache.kafka:kafka-tools:$version
//DEPS org.slf4j:slf4j-jdk14:2.0.20
class Jars { public static void main(String... args) { } }
END

# Kafka Connect and its web server come with the commands, and none of them needs it
unneeded='/(jersey|hk2|jetty|jakarta|connect|osgi|aopalliance|javassist|jaxb|activation|javax|classgraph|maven|plexus|swagger|jackson-(jakarta|module))-?[^/]*/'

"$here/../../../../../jbang" --quiet info classpath "$folder/Jars.java" | tr ':' '\n' | grep '/repository/' | grep -Ev "$unneeded" |
  while read -r jar; do
    printf '%s  %s\n' "$(sha256sum <"$jar" | cut -d' ' -f1)" "${jar##*/repository/}"
  done | sort -k2 >"$folder/manifest"
[ "$(wc -l <"$folder/manifest")" -gt 30 ] || { echo "Not all jars of Kafka $version could be had: see above." >&2; exit 1; }
mv "$folder/manifest" "$here/kafka-$version.txt"
echo "Wrote $here/kafka-$version.txt"
