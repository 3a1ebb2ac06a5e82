///usr/bin/env jbang "$0" "$@" ; exit $?

//DESCRIPTION The class path of the broker in the home-made container image: engine.sh asks JBang for it

//JAVA 17+

//DEPS org.apache.kafka:kafka_2.13:4.3.1
// In place of those that Kafka brings: see cli/Cli.java
//DEPS org.xerial.snappy:snappy-java:1.1.10.12
//DEPS at.yawk.lz4:lz4-java:1.13.0
//DEPS org.slf4j:slf4j-simple:2.0.20

/** Only its dependencies count: they are the jars that run in the container, pinned where all other versions are. */
class KafkaJars {

    public static void main(String... args) {
        System.out.println(System.getProperty("java.class.path"));
    }
}
