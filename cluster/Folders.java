package cluster;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where this user's files are, as the XDG base directories have it, below $HOME unless another folder is named. Java's own
 * user.home is asked last: it comes from the list of users and not from the environment, so a changed $HOME would not count.
 */
public record Folders(Map<String, String> environment) {

    public static Folders ofUser() {
        return new Folders(System.getenv());
    }

    /** What is kept from run to run. */
    public Path state() {
        return ours("XDG_STATE_HOME", ".local/state");
    }

    /** What can be fetched again. */
    public Path cache() {
        return ours("XDG_CACHE_HOME", ".cache");
    }

    private Path ours(String variable, String belowHome) {
        return absolute(variable).orElseGet(() -> home().resolve(belowHome)).resolve("at-least-once");
    }

    private Path home() {
        return absolute("HOME").orElseGet(() -> Path.of(System.getProperty("user.home")));
    }

    /** The specification says that a relative path is to be ignored. */
    private Optional<Path> absolute(String variable) {
        return Optional.ofNullable(environment.get(variable)).map(Path::of).filter(Path::isAbsolute);
    }
}
