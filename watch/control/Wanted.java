package watch.control;

//SOURCES ../processes/Script.java

import java.util.List;
import watch.processes.Script;

/**
 * A program as somebody wants it.
 *
 * @param group null for one that is in none
 * @param options those that were chosen
 */
public record Wanted(Script script, String group, List<String> options) {

    /** Of one that works on what there is and ends by itself. */
    public static Wanted redrive() {
        return new Wanted(Script.REDRIVE, null, List.of());
    }
}
