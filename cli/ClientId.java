package cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A client.id of its own for each process: by it one sees which of several consumers has a partition. */
final class ClientId {

    private static final Path OF_LINUX = Path.of("/proc/sys/kernel/hostname");

    private ClientId() {
    }

    /** SingleConsumer-HOST-PID */
    static String of(String program) {
        return program + '-' + host() + '-' + ProcessHandle.current().pid();
    }

    /** Not from InetAddress, which asks the DNS: that can take seconds, for a name that need not be an address. */
    private static String host() {
        try {
            return Files.isReadable(OF_LINUX) ? Files.readString(OF_LINUX).strip() : nodeName();
        } catch (IOException e) {
            return "localhost";
        }
    }

    private static String nodeName() throws IOException {
        var process = new ProcessBuilder("uname", "-n").start();
        try (var out = process.inputReader()) {
            return String.valueOf(out.readLine());
        }
    }
}
