package cluster;

//DEPS info.picocli:picocli:4.7.7

//SOURCES ../cli/Launch.java
//SOURCES Storage.java

import cli.Launch;
import java.nio.file.Path;
import java.util.stream.Stream;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;

/** What to type for the cluster of a folder, which is named where it is not the usual one. */
public final class ClusterCommand {

    private ClusterCommand() {
    }

    /** @param words what follows the script's name, for example "kill 2" */
    public static String of(Path folder, String words) {
        var which = folder.equals(Storage.byDefault()) ? "" : " --data " + Launch.word(folder.toString());
        return Launch.command(("Cluster.java " + words).strip() + which);
    }

    /** Ends the description in the help with one. */
    public static final class Example implements IModelTransformer {

        @Override
        public CommandSpec transform(CommandSpec command) {
            var usage = command.usageMessage();
            usage.description(Stream.concat(Stream.of(usage.description()), Stream.of(Launch.command("Cluster.java kill 2")))
                    .toArray(String[]::new));
            return command;
        }
    }
}
