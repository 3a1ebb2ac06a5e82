package watch.lessons;

//SOURCES ../../cli/Problem.java

import cli.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** For what the programs of a lesson print, in the cluster's folder. It is one lesson's at a time, also if that is killed. */
record LessonFolder(Path path, FileChannel channel) implements AutoCloseable {

    static LessonFolder claim(Path cluster) {
        var path = cluster.resolve("lesson");
        try {
            Files.createDirectories(path);
            var channel = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                throw new Problem("Another lesson is at work on the cluster in " + cluster + ": wait for its end.");
            }
            clear(path);
            return new LessonFolder(path, channel);
        } catch (IOException e) {
            throw new Problem("Cannot use the folder " + path + ": " + e + ".", e);
        }
    }

    /** Of what earlier programs printed. */
    private static void clear(Path path) throws IOException {
        try (var files = Files.newDirectoryStream(path, "*.{out,err}")) {
            for (var file : files) {
                Files.delete(file);
            }
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // the lock ends with this process
        }
    }
}
