package support;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A class of the tests as a program in a JVM of its own: where it must be ended, have little memory or another environment. */
public final class Jvm {

    private Jvm() {
    }

    public static List<String> command(Class<?> program, List<String> options, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.addAll(options);
        command.add(program.getName());
        command.addAll(List.of(arguments));
        return command;
    }
}
