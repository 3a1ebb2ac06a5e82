#!/bin/bash
# Makes the class archive of a folder of Kafka's jars for the Java of this host, unless it is there, and says so: what is started with it
# takes half the time, because its classes are read ready for use.
#   archive.sh FOLDER
# Which classes these are, a trial shows: a cluster of one in a network of its own, which nothing else can reach, and the commands of kafka-health.
set -euo pipefail
umask 022
renice -n 5 $$ >/dev/null # a Kafka that runs here goes first
folder=$1 place=$1/archive

# it is for one build of Java and these very files
fits=$({ java -Xinternalversion; stat -c '%n %s %Y' "$folder"/*.jar; } | sha256sum)
[ "$(cat "$place/fits" 2>/dev/null)" != "$fits" ] || exit 0

mkdir -p "$place"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# run NAME CLASS ARGUMENT...: notes which classes were loaded
run() {
  java -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:DumpLoadedClassList="$1.classes" -Djava.util.logging.config.file=logging.properties \
    -cp "$folder/*" "${@:2}" >"$1.log" 2>&1
}

trial() {
  ip link set lo up
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=trial -addext subjectAltName=IP:127.0.0.1 -days 2 \
    -keyout key -out certificate 2>openssl.log
  cat key certificate >host.pem
  cat >ssl.properties <<END
security.protocol=SSL
ssl.keystore.type=PEM
ssl.keystore.location=$PWD/host.pem
ssl.truststore.type=PEM
ssl.truststore.location=$PWD/certificate
default.api.timeout.ms=60000
END
  cat - ssl.properties >server.properties <<END
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:9093
listeners=BROKER://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093
listener.security.protocol.map=BROKER:SSL,CONTROLLER:SSL
inter.broker.listener.name=BROKER
controller.listener.names=CONTROLLER
ssl.client.auth=required
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:CN=trial
log.dirs=$PWD/data
END
  echo .level=SEVERE >logging.properties
  run storage kafka.tools.StorageTool format --standalone --cluster-id AAAAAAAAAAAAAAAAAAAAAA --config server.properties
  run broker kafka.Kafka server.properties &
  local broker=$! admin=(--bootstrap-server 127.0.0.1:9092 --command-config ssl.properties)
  # they wait until it is there
  run topics org.apache.kafka.tools.TopicCommand "${admin[@]}" --describe --under-replicated-partitions
  run cluster org.apache.kafka.tools.ClusterTool list-endpoints "${admin[@]}"
  run quorum org.apache.kafka.tools.MetadataQuorumCommand "${admin[@]}" describe --replication
  kill $broker
  wait $broker || [ $? = 143 ]
}

archive() {
  cd "$work" && export folder &&
    unshare --net timeout 180 bash -euo pipefail -c "$(declare -f run trial); trial" &&
    # without the numbers that are each list's own, and without what came from elsewhere
    cat ./*.classes | sed '/ source: /d; s/ id: [0-9]*$//' | sort -u >classes &&
    java -Xshare:dump -Xmx256m -XX:+UseG1GC -XX:TieredStopAtLevel=1 -XX:SharedClassListFile=classes -XX:SharedArchiveFile=archive \
      -cp "$folder/*" >archive.log 2>&1 &&
    chmod 644 archive && mv archive "$place/classes.new" && mv "$place/classes.new" "$place/classes.jsa"
}

# a host where that does not work starts everything as before: it is tried again only when something has changed
if archive; then
  echo "Made $place/classes.jsa."
else
  rm -f "$place/classes.jsa"
  echo "Made no class archive: $(tail -qn 1 "$work"/*.log 2>/dev/null | head -n 1)"
fi
echo "$fits" >"$place/fits"
