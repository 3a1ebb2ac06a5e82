package figures;

//SOURCES ../../cli/Problem.java

import cli.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process has used until now, as the kernel tells. */
record Usage(long nanos, double cpuSeconds, double megabytes) {

    private static final String RESIDENT = "VmRSS:";

    static Usage of(ProcessHandle process) throws IOException {
        var status = Path.of("/proc", String.valueOf(process.pid()), "status");
        if (!Files.exists(status)) {
            throw new Problem("What a program uses can only be seen where there is a /proc, on Linux, and while it runs.");
        }
        var kilobytes = Files.readAllLines(status).stream().filter(line -> line.startsWith(RESIDENT))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElse(0);
        var cpu = process.info().totalCpuDuration().map(used -> used.toMillis() / 1e3).orElse(0.0);
        return new Usage(System.nanoTime(), cpu, kilobytes / 1024.0);
    }

    /** How many of them it had to itself. */
    double coresSince(Usage before) {
        return (cpuSeconds - before.cpuSeconds) * 1e9 / (nanos - before.nanos);
    }
}
