package drill.run;

//SOURCES ../../cli/Problem.java

import cli.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A folder belongs to one drill at a time. The lock ends with its process, and the next drill removes what the last one left. */
final class FolderLock implements AutoCloseable {

    private final FileChannel channel;

    FolderLock(Path folder) {
        try {
            Files.createDirectories(folder);
            channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                throw new Problem("Another drill is at work in " + folder
                        + ": wait for its end, or choose another folder with --data.");
            }
        } catch (IOException e) {
            throw new Problem("Cannot use the folder " + folder + ": " + e + ". Choose another with --data.", e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // the lock ends with the process, which is soon
        }
    }
}
