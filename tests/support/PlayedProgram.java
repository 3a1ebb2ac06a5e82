package support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Stands for a program that Watch starts: it says its options, prints the lines of the file that it is given as the cluster's
 * address, with the time that it is, and waits, unless its last line is "end".
 */
public final class PlayedProgram {

    private PlayedProgram() {
    }

    public static void main(String... options) throws IOException, InterruptedException {
        var all = List.of(options);
        System.err.println(String.join(" ", all));
        var lines = Files.readAllLines(Path.of(all.get(all.indexOf("-b") + 1)));
        lines.stream().filter(line -> line.startsWith("{")).map(line -> line.replace("NOW", "" + System.currentTimeMillis()))
                .forEach(System.out::println);
        if (!lines.contains("end")) {
            new CountDownLatch(1).await();
        }
    }
}
