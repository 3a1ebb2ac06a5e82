package compare;

//SOURCES Command.java
//SOURCES Payload.java
//SOURCES Sides.java

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The most memory that each program held, as the kernel tells. */
public record Memory(Sides sides) {

    public String row(int millions) throws Exception {
        var topic = sides.topics().create("memory-" + millions);
        var producer = peak(sides.ours().producer(topic, millions * 1_000_000L)
                .with("-o", "none", "--rate", "max", "--size", String.valueOf(Payload.SIZE)));
        return "| " + millions + " million messages | Producer.java " + producer + " MB, SingleConsumer.java "
                + peak(consumer("SingleConsumer.java", topic)) + " MB, BatchConsumer.java "
                + peak(consumer("BatchConsumer.java", topic)) + " MB | | |";
    }

    private Command consumer(String script, String topic) {
        return sides.ours().consumer(script, topic, "memory-" + script).with("-o", "none", "--exit-at-end");
    }

    private static long peak(Command command) throws IOException, InterruptedException {
        var process = command.builder().redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD).start();
        var peak = 0L;
        while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, highWater(process.pid()));
        }
        return peak;
    }

    private static long highWater(long pid) {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst().orElse(0);
        } catch (IOException e) {
            return 0; // it has just ended
        }
    }
}
