package figures;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../compare/Command.java
//SOURCES ../compare/Topics.java
//SOURCES Running.java

import compare.Command;
import compare.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/**
 * Where it is measured.
 *
 * @param checkout  the folder with the programs
 * @param bootstrap where the cluster is
 * @param folder    for what programs say
 */
public record Place(Path checkout, String bootstrap, Admin admin, Path folder) {

    /** The programs' own cluster; it prints a line when it is ready. */
    public static AutoCloseable cluster(Path checkout, Path folder, int port) throws IOException, InterruptedException {
        var command = script(checkout, "Cluster.java").with("--data", folder.resolve("cluster").toString(),
                "--port", String.valueOf(port));
        var cluster = Running.start(command, folder);
        try {
            cluster.firstLine();
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private static Command script(Path checkout, String name) {
        return Command.of(checkout.resolve("jbang").toString(), checkout.resolve(name).toString());
    }

    String topic(String name) throws ExecutionException, InterruptedException {
        return new Topics(admin).create("watch-figures-" + name + "-" + System.currentTimeMillis());
    }

    void forget(String topic) throws ExecutionException, InterruptedException {
        admin.deleteTopics(List.of(topic)).all().get();
    }

    Running watch(String topic) throws IOException {
        return Running.start(script(checkout, "Watch.java").with("-b", bootstrap, "-t", topic, "--port", "0"), folder);
    }

    Running producer(String topic, String... options) throws IOException {
        return Running.start(script(checkout, "Producer.java").with("-b", bootstrap, "-t", topic, "-o", "none").with(options),
                folder);
    }
}
