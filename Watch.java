///usr/bin/env jbang "$0" "$@" ; exit $?

//DESCRIPTION Lessons on a real cluster, in the terminal: jbang Watch.java --lesson two-groups

//JAVA 17+

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES BatchConsumer.java
//SOURCES Producer.java
//SOURCES Redrive.java
//SOURCES SingleConsumer.java
//SOURCES cli/Cli.java
//SOURCES watch/lessons/LessonOptions.java

//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djava.util.logging.config.file=/dev/null
//RUNTIME_OPTIONS -Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider -Dslf4j.internal.verbosity=WARN

import cli.Cli;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import watch.lessons.LessonOptions;
import watch.lessons.Script;

/** Lessons about Kafka on the cluster of Cluster.java. */
@Command(name = "Watch", mixinStandardHelpOptions = true, description = "Gives lessons on the cluster of Cluster.java.")
class Watch implements Callable<Integer> {

    private static final Map<Script, String> PROGRAMS = Map.of(Script.PRODUCER, Producer.class.getName(),
            Script.SINGLE_CONSUMER, SingleConsumer.class.getName(), Script.BATCH_CONSUMER, BatchConsumer.class.getName(),
            Script.REDRIVE, Redrive.class.getName());

    @Mixin LessonOptions lessons;

    @Option(names = "--verbose", description = "Show where an error comes from.")
    boolean verbose;

    @Spec
    CommandSpec spec;

    public static void main(String... args) {
        System.exit(Cli.run(new Watch(), args));
    }

    @Override
    public Integer call() {
        if (!lessons.areGiven()) {
            throw new ParameterException(spec.commandLine(), "--lessons lists the lessons, --lesson NAME gives one.");
        }
        return lessons.run(PROGRAMS);
    }
}
