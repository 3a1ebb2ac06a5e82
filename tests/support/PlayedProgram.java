package support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/**
 * Stands for a program that Watch starts: it says its options, prints the lines of the file that it is given as the cluster's
 * address, with the time that it is, and waits, unless a line is "end". One that is "stubborn" only says that it was asked to
 * stop.
 */
public final class PlayedProgram {

    private PlayedProgram() {
    }

    public static void main(String... options) throws IOException, InterruptedException {
        var all = List.of(options);
        var lines = Files.readAllLines(Path.of(all.get(all.indexOf("-b") + 1)));
        if (lines.contains("stubborn")) {
            Signal.handle(new Signal("TERM"), signal -> System.err.println("asked to stop"));
        }
        System.err.println(String.join(" ", all));
        lines.stream().filter(line -> line.startsWith("{")).map(line -> line.replace("NOW", "" + System.currentTimeMillis()))
                .forEach(System.out::println);
        if (!lines.contains("end")) {
            new CountDownLatch(1).await();
        }
    }
}
