package cluster;

//SOURCES ../cli/Launch.java
//SOURCES Storage.java

import cli.Launch;
import java.nio.file.Path;

/** What to type for the cluster of a folder, which is named where it is not the usual one. */
public final class ClusterCommand {

    private ClusterCommand() {
    }

    /** @param words what follows the script's name, for example "kill 2" */
    public static String of(Path folder, String words) {
        var which = folder.equals(Storage.byDefault()) ? "" : " --data " + Launch.word(folder.toString());
        return Launch.command(("Cluster.java " + words).strip() + which);
    }
}
