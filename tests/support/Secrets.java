package support;

//SOURCES Repo.java

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the playbooks keep on this computer for the users and hosts of the lab. */
public final class Secrets {

    public static final Path FOLDER = Repo.file("ansible/secrets/lab");

    private Secrets() {
    }

    /** A user's file for --config. */
    public static String properties(String user) {
        return FOLDER.resolve(user + ".properties").toString();
    }

    public static String password(String user) throws IOException {
        return Files.readString(FOLDER.resolve(user + ".password")).strip();
    }
}
