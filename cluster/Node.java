package cluster;

import java.nio.file.Path;

/** One broker's place: its number, its folder and the ports it listens on. */
record Node(int id, Path folder, int port) {

    /** Controllers listen this far above the clients' ports, so 9092, 9093, 8080 and 8081 stay free. */
    static final int TO_CONTROLLER = 100;

    int controllerPort() {
        return port + TO_CONTROLLER;
    }

    String address() {
        return "localhost:" + port;
    }

    String voter() {
        return id + "@127.0.0.1:" + controllerPort();
    }

    Path data() {
        return folder.resolve("data");
    }

    Path settings() {
        return folder.resolve("server.properties");
    }

    Path logging() {
        return folder.resolve("logging.properties");
    }

    Path log() {
        return folder.resolve("broker.0.log");
    }

    /** What the JVM itself says, and what is said before the log is open. */
    Path output() {
        return folder.resolve("broker.out");
    }
}
