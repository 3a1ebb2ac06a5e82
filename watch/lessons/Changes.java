package watch.lessons;

//SOURCES ../../cli/Problem.java

import cli.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a lesson has changed and not yet put right. It is kept in a file: after a kill -9 the next lesson does it. */
final class Changes {

    /** What can be put right: a service is a broker or the registry, a subject a schema's name in the registry. */
    enum Kind { SERVICE, GROUP, TOPIC, SUBJECT }

    record Change(Kind kind, String name) {

        static Optional<Change> of(String line) {
            var words = line.split(" ");
            var kind = Stream.of(Kind.values()).filter(one -> one.name().equals(words[0])).findFirst();
            return words.length == 2 ? kind.map(one -> new Change(one, words[1])) : Optional.empty();
        }

        @Override
        public String toString() {
            return kind + " " + name;
        }
    }

    private final Path file;
    private final Set<Change> changes = new LinkedHashSet<>();

    private Changes(Path file) {
        this.file = file;
    }

    static Changes in(Path file) {
        var changes = new Changes(file);
        try {
            if (Files.exists(file)) {
                Files.readAllLines(file).forEach(line -> Change.of(line).ifPresent(changes.changes::add));
            }
            return changes;
        } catch (IOException e) {
            throw new Problem("Cannot read " + file + ": " + e + ".", e);
        }
    }

    /** To be called before the change is made: a request without an answer may have made it. */
    void willMake(Kind kind, String name) {
        if (changes.add(new Change(kind, name))) {
            write();
        }
    }

    void isPutRight(Change change) {
        if (changes.remove(change)) {
            write();
        }
    }

    List<Change> all(Kind kind) {
        return changes.stream().filter(change -> change.kind == kind).toList();
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    /** In one step, so that a kill leaves the old file or the new one. */
    private void write() {
        var next = file.resolveSibling(file.getFileName() + ".next");
        try {
            Files.writeString(next, changes.stream().map(change -> change + "\n").collect(Collectors.joining()));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new Problem("Cannot write " + file + ": " + e + ".", e);
        }
    }
}
