package drill;

//SOURCES ../cli/Problem.java
//SOURCES Guard.java
//SOURCES Processes.java

import cli.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk of its own for one folder, so that it can run full and no other does: a file system in memory, which only root can make. */
final class SmallDisk implements AutoCloseable {

    private static final long SPARE_MEGABYTES = 64;

    private final Path folder;
    private final Path disk;
    private final Path filler;
    private final Guard guard;
    private boolean mounted;

    /** Takes the place of this folder and has in it what that has; nobody may be using it meanwhile. */
    SmallDisk(Path folder) {
        this.folder = folder;
        this.disk = folder.resolveSibling("small-disk");
        this.filler = disk.resolve("filler");
        this.guard = Guard.runs(unmount());
        Processes.run("mkdir", "-p", disk.toString());
        Processes.run("mount", "-t", "tmpfs", "-o", "size=" + (megabytes(folder) + SPARE_MEGABYTES) + "m", "tmpfs", disk.toString());
        mounted = true;
        Processes.run("cp", "-a", folder + "/.", disk.toString());
        Processes.run("mount", "--bind", disk.toString(), folder.toString());
    }

    static boolean isPossible(Path near) {
        var probe = near.resolve("mount-probe");
        try {
            Processes.run("mkdir", "-p", probe.toString());
            Processes.run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", probe.toString());
            Processes.run("umount", probe.toString());
            Processes.run("rmdir", probe.toString());
            return true;
        } catch (Problem e) {
            return false;
        }
    }

    void fill() {
        var zeros = new byte[1 << 16];
        try (var out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(zeros);
            }
        } catch (IOException e) {
            // full, as it should be
        }
    }

    void free() {
        try {
            Files.delete(filler);
        } catch (IOException e) {
            throw new Problem("Cannot remove " + filler + ": " + e.getMessage() + ".", e);
        }
    }

    /** Gives the folder back, with what is in it now; nobody may be using it meanwhile. */
    void giveBack() {
        Processes.run("umount", folder.toString());
        Processes.run("sh", "-c", "rm -rf \"$1\"/* \"$1\"/.[!.]* && cp -a \"$2\"/. \"$1\"", "sh", folder.toString(), disk.toString());
        Processes.run("umount", disk.toString());
        mounted = false;
    }

    /** However it stands: nothing stays mounted. */
    @Override
    public void close() {
        if (mounted) {
            Processes.run(unmount());
            mounted = false;
        }
        guard.close();
    }

    private String[] unmount() {
        return new String[] {"sh", "-c", "umount -l \"$1\" 2>/dev/null; umount -l \"$2\"", "sh", folder.toString(), disk.toString()};
    }

    private static long megabytes(Path folder) {
        try (var files = Files.walk(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum() >> 20;
        } catch (IOException e) {
            throw new Problem("Cannot read " + folder + ": " + e.getMessage() + ".", e);
        }
    }
}
