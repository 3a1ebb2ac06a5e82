package cluster;

//DEPS org.apache.kafka:kafka_2.13:4.3.1

//SOURCES ../cli/Problem.java
//SOURCES Broker.java
//SOURCES ClusterCommand.java
//SOURCES Folders.java
//SOURCES Layout.java
//SOURCES Settings.java

import cli.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import kafka.tools.StorageTool;

/**
 * The folder of a cluster. A marker file says that it is ours, and later that all brokers have been formatted: from then on
 * none is formatted again, because an empty disk that rejoins under its old id can be elected leader.
 */
public final class Storage {

    private static final String MARKER = "at-least-once.properties";
    private static final long LEAST_SPACE = 200L << 20;

    private Storage() {
    }

    public static Path byDefault() {
        return Folders.ofUser().state().resolve("cluster").normalize();
    }

    /** What the folder holds; empty when it is not, or not yet, a cluster's. */
    public static Optional<Layout> read(Path folder) {
        var marker = folder.resolve(MARKER);
        if (!Files.exists(marker)) {
            return Optional.empty();
        }
        var properties = new Properties();
        try (var in = Files.newBufferedReader(marker)) {
            properties.load(in);
            return Optional.of(new Layout(folder, properties.getProperty("cluster.id"),
                    Integer.parseInt(properties.getProperty("brokers")), Integer.parseInt(properties.getProperty("port")),
                    Integer.parseInt(properties.getProperty("registry", "0")),
                    Boolean.parseBoolean(properties.getProperty("formatted"))));
        } catch (IOException | IllegalArgumentException e) {
            throw new Problem("Cannot read " + marker + ": " + e.getMessage() + ". Restore it, or remove the folder by hand.", e);
        }
    }

    /** Makes the folder when there is none; refuses one that holds something else. */
    public static void claim(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new Problem("Cannot make the folder " + folder + ": " + reason(e) + ". Choose another with --data.", e);
        }
        if (read(folder).isEmpty() && !empty(folder)) {
            throw new Problem("The folder " + folder + " is not empty and holds no cluster made by Cluster.java, so it is left"
                    + " alone. Choose another with --data.");
        }
    }

    /**
     * The cluster that the folder holds, on the wanted ports, or the wanted one made new. A cluster counts as formatted when
     * its marker says so; until then no broker has run, so a start that was cut short is begun again.
     */
    public static Layout open(Layout wanted, boolean fresh) {
        requireSpace(wanted.folder());
        var known = fresh ? Optional.<Layout>empty() : read(wanted.folder());
        if (known.isPresent() && known.get().brokers() != wanted.brokers()) {
            throw new Problem("The cluster in " + wanted.folder() + " has " + known.get().brokers() + " brokers, and that cannot"
                    + " change: start over with --fresh, which wipes its data, or choose another folder with --data.");
        }
        return known.filter(Layout::formatted).map(layout -> reopen(layout.at(wanted))).orElseGet(() -> create(wanted));
    }

    private static Layout reopen(Layout layout) {
        Broker.all(layout).forEach(Storage::requireFormatted);
        remember(layout);
        return layout;
    }

    private static Layout create(Layout layout) {
        // the marker before the rest: when wiping is cut short, what is left counts as never formatted
        remember(layout);
        processFolders(layout.folder()).forEach(Storage::delete);
        Broker.all(layout).forEach(Storage::format);
        remember(layout.asFormatted());
        return layout.asFormatted();
    }

    /** A member of the cluster whose disk was emptied or exchanged must not come back under its old id. */
    static void requireFormatted(Broker broker) {
        var properties = new Properties();
        var meta = broker.data().resolve("meta.properties");
        if (Files.exists(meta)) {
            try (var in = Files.newBufferedReader(meta)) {
                properties.load(in);
            } catch (IOException | IllegalArgumentException e) {
                throw new Problem("Cannot read " + meta + ": " + e.getMessage() + ".", e);
            }
        }
        if (!broker.layout().clusterId().equals(properties.getProperty("cluster.id"))
                || !String.valueOf(broker.id()).equals(properties.getProperty("node.id"))) {
            throw new Problem("The data of broker " + broker.id() + " is gone from " + broker.data() + ", but it was a member of"
                    + " this cluster: starting it empty could lose messages that the others acknowledged. Put the folder back, or"
                    + " start over with '" + ClusterCommand.of(broker.layout().folder(), "--fresh") + "', which wipes all.");
        }
    }

    private static void format(Broker broker) {
        try {
            Files.createDirectories(broker.folder());
        } catch (IOException e) {
            throw new Problem("Cannot make the folder " + broker.folder() + ": " + reason(e) + ".", e);
        }
        Settings.write(broker);
        var said = new ByteArrayOutputStream();
        var words = List.of("format", "--cluster-id", broker.layout().clusterId(), "--config", broker.settings().toString());
        var code = StorageTool.execute(words.toArray(String[]::new), new PrintStream(said, true));
        if (code != 0) {
            throw new Problem("Cannot format the storage of broker " + broker.id() + ": "
                    + said.toString(StandardCharsets.UTF_8).trim());
        }
    }

    /** What the next Cluster.java shall find. */
    static void remember(Layout layout) {
        var text = """
                # Made by Cluster.java: this folder is a Kafka cluster, and --fresh may wipe it.
                cluster.id=%s
                brokers=%d
                port=%d
                registry=%d
                formatted=%s
                """.formatted(layout.clusterId(), layout.brokers(), layout.port(), layout.registryPort(), layout.formatted());
        var marker = layout.folder().resolve(MARKER);
        var draft = layout.folder().resolve(MARKER + ".draft");
        try {
            Files.writeString(draft, text);
            Files.move(draft, marker, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new Problem("Cannot write " + marker + ": " + reason(e) + ".", e);
        }
    }

    private static void requireSpace(Path folder) {
        try {
            var free = Files.getFileStore(folder).getUsableSpace();
            if (free < LEAST_SPACE) {
                throw new Problem("Only " + (free >> 20) + " MB are free at " + folder + ", and brokers that run out of space"
                        + " stop: make room for 200 MB, or choose another disk with --data.");
            }
        } catch (IOException e) {
            throw new Problem("Cannot see how much space is free at " + folder + ": " + reason(e) + ".", e);
        }
    }

    private static boolean empty(Path folder) {
        try (var files = Files.list(folder)) {
            return files.allMatch(file -> file.getFileName().toString().equals("lock"));
        } catch (IOException e) {
            throw new Problem("Cannot read the folder " + folder + ": " + reason(e) + ".", e);
        }
    }

    private static List<Path> processFolders(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("broker-\\d+|registry")).toList();
        } catch (IOException e) {
            throw new Problem("Cannot read the folder " + folder + ": " + reason(e) + ".", e);
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new Problem("Cannot remove " + folder + ": " + reason(e) + ".", e);
        }
    }

    /** An IOException's message is often just the file's name; its class says what happened to it. */
    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + " " + e.getMessage();
    }
}
