package drill.faults;

//SOURCES ../system/Shell.java

import cli.Problem;
import drill.system.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small disk for one folder, which can run full while no other does: a file system in memory, which only root can make. */
public final class SmallDisk implements AutoCloseable {

    private static final long SPARE_MEGABYTES = 64;

    private final Path folder;
    private final Path disk;
    private final Path filler;
    private final Shell.Guard guard;
    private boolean mounted;

    /** Mounts a small disk over this folder and copies its files there; nobody may be using the folder meanwhile. */
    SmallDisk(Path folder) {
        this.folder = folder;
        this.disk = folder.resolveSibling("small-disk");
        this.filler = disk.resolve("filler");
        this.guard = Shell.Guard.runs(unmount());
        Shell.run("mkdir", "-p", disk.toString());
        var size = "size=" + (megabytes(folder) + SPARE_MEGABYTES) + "m";
        Shell.run("mount", "-t", "tmpfs", "-o", size, "tmpfs", disk.toString());
        mounted = true;
        Shell.run("cp", "-a", folder + "/.", disk.toString());
        Shell.run("mount", "--bind", disk.toString(), folder.toString());
    }

    public static boolean isPossible(Path near) {
        var probe = near.resolve("mount-probe");
        try {
            Shell.run("mkdir", "-p", probe.toString());
            Shell.run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", probe.toString());
            Shell.run("umount", probe.toString());
            Shell.run("rmdir", probe.toString());
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

    /** Copies the files back and unmounts the disk; nobody may be using the folder meanwhile. */
    void giveBack() {
        Shell.run("umount", folder.toString());
        var copyBack = "rm -rf \"$1\"/* \"$1\"/.[!.]* && cp -a \"$2\"/. \"$1\"";
        Shell.run("sh", "-c", copyBack, "sh", folder.toString(), disk.toString());
        Shell.run("umount", disk.toString());
        mounted = false;
    }

    /** Unmounts the disk, if giveBack() was not reached. */
    @Override
    public void close() {
        if (mounted) {
            Shell.run(unmount());
            mounted = false;
        }
        guard.close();
    }

    private String[] unmount() {
        var both = "umount -l \"$1\" 2>/dev/null; umount -l \"$2\"";
        return new String[] {"sh", "-c", both, "sh", folder.toString(), disk.toString()};
    }

    private static long megabytes(Path folder) {
        try (var files = Files.walk(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum() >> 20;
        } catch (IOException e) {
            throw new Problem("Cannot read " + folder + ": " + e.getMessage() + ".", e);
        }
    }
}
