///usr/bin/env jbang "$0" "$@" ; exit $?

//DESCRIPTION The class path of the broker in the home-made container image: engine.sh asks JBang for it

//JAVA 17+

//DEPS org.apache.kafka:kafka_2.13:4.3.1
//DEPS org.slf4j:slf4j-simple:2.0.20

/** Only its dependencies count: they are the jars that run in the container, pinned where all other versions are. */
class KafkaJars {

    public static void main(String... args) {
        System.out.println(System.getProperty("java.class.path"));
    }
}
