package cluster;

//SOURCES ../cli/Problem.java
//SOURCES Folders.java

import cli.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * An archive of Maven Central, fetched, checked and unpacked once. Whatever is unfinished has another name, so what is found
 * under the right one is complete.
 *
 * @param path where it is in a Maven repository
 * @param name of its file, without .tar.gz
 */
record Archive(String title, int megabytes, String path, String name, String sha256) {

    private static final String MIRROR = "JBANG_MAVEN_REPO_URL";
    private static final int PATIENCE_MS = 20_000;

    /** What is in it. */
    Path folder() {
        return cache().resolve(name);
    }

    /** False when a stop was asked for first. */
    boolean require(BooleanSupplier stop, Consumer<String> talk) {
        if (Files.isDirectory(folder())) {
            return true;
        }
        try {
            Files.createDirectories(cache());
        } catch (IOException e) {
            throw new Problem("Cannot make the folder " + cache() + ": " + e + ". Choose another with XDG_CACHE_HOME.", e);
        }
        var lockFile = cache().resolve(name + ".lock");
        try (var channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            // another Cluster.java may have fetched it while this one waited
            return lock.isValid() && (Files.isDirectory(folder()) || fetch(stop, talk) && unpack());
        } catch (IOException e) {
            throw new Problem("Cannot write to " + cache() + ": " + e + ". Make room, or choose another folder with"
                    + " XDG_CACHE_HOME.", e);
        }
    }

    private boolean fetch(BooleanSupplier stop, Consumer<String> talk) throws IOException {
        talk.accept("Fetching " + title + " (" + megabytes + " MB, only once) ...");
        try (var out = Files.newOutputStream(fetching())) {
            var sum = copy(out, stop);
            if (sum.isEmpty()) {
                Files.delete(fetching());
                return false;
            }
            requireSum(sum.get());
        }
        return true;
    }

    /** The checksum of what came; none when a stop was asked for first. */
    private Optional<String> copy(OutputStream out, BooleanSupplier stop) throws IOException {
        var digest = sha256Digest();
        var buffer = new byte[1 << 16];
        try (var in = open()) {
            for (var length = read(in, buffer); length >= 0; length = read(in, buffer)) {
                if (stop.getAsBoolean()) {
                    return Optional.empty();
                }
                digest.update(buffer, 0, length);
                out.write(buffer, 0, length);
            }
        }
        return Optional.of(HexFormat.of().formatHex(digest.digest()));
    }

    private InputStream open() {
        try {
            var connection = url().toURL().openConnection();
            connection.setConnectTimeout(PATIENCE_MS);
            connection.setReadTimeout(PATIENCE_MS);
            return connection.getInputStream();
        } catch (IOException | IllegalArgumentException e) {
            throw notFetched(e);
        }
    }

    private int read(InputStream in, byte[] buffer) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw notFetched(e);
        }
    }

    private Problem notFetched(Exception e) {
        return new Problem("Cannot fetch " + url() + " (" + e + "). Check the network, or set " + MIRROR
                + " to a Maven repository that this computer reaches.", e);
    }

    private void requireSum(String sum) throws IOException {
        if (!sum.equals(sha256)) {
            Files.delete(fetching());
            throw new Problem("What came from " + url() + " is not " + title + ": its SHA-256 is " + sum + " and should be "
                    + sha256 + ". Nothing was kept; try again, or choose another repository with " + MIRROR + ".");
        }
    }

    private boolean unpack() throws IOException {
        var unpacking = cache().resolve(name + ".unpacking");
        delete(unpacking);
        Files.createDirectories(unpacking);
        var tar = new ProcessBuilder("tar", "-xzf", fetching().toString(), "-C", unpacking.toString())
                .redirectErrorStream(true).start();
        tar.getOutputStream().close();
        var said = new String(tar.getInputStream().readAllBytes());
        if (exitCode(tar) != 0) {
            throw new Problem("Cannot unpack " + fetching() + ": " + said.strip() + ".");
        }
        Files.move(unpacking, folder(), StandardCopyOption.ATOMIC_MOVE);
        Files.delete(fetching());
        return true;
    }

    private static int exitCode(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new Problem("Interrupted while unpacking.", e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private URI url() {
        var repository = Optional.ofNullable(System.getenv(MIRROR)).filter(url -> !url.isBlank())
                .orElse("https://repo1.maven.org/maven2");
        return URI.create(repository.replaceFirst("/+$", "") + "/" + path + "/" + name + ".tar.gz");
    }

    private static Path cache() {
        return Folders.ofUser().cache();
    }

    private Path fetching() {
        return cache().resolve(name + ".fetching");
    }

    private static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
