package drill;

//SOURCES Scene.java

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Something that goes wrong, and is mended again.
 *
 * @param says what it is, for the list of faults
 * @param lasts about how long, until the cluster or the programs are whole again
 */
public record Fault(String name, String says, Lane lane, Needs needs, Duration lasts, Consumer<Scene> deed) {

    /** One fault at a time to the brokers, while one at a time happens to the programs. */
    public enum Lane { BROKERS, PROGRAMS }

    /** What must be there for it to be possible. */
    public enum Needs {

        NOTHING(""), OWN_CLUSTER("the brokers of a cluster that is not the drill's own are left alone"),
        ROOT("a disk to fill can be made only by root, on Linux, for the drill's own cluster"), REGISTRY("no registry is asked, or it is not the drill's own: it needs --format avro");

        private final String otherwise;

        Needs(String otherwise) {
            this.otherwise = otherwise;
        }

        /** Why a fault that needs this is left out where it is not there. */
        String otherwise() {
            return otherwise;
        }
    }
}
