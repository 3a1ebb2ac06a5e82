package support;

//SOURCES Repo.java
//SOURCES Source.java

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program with one thing done wrong, as many do it wrong: a copy of the sources in which one text is replaced by another. */
public record Mutant(String name, String file, String right, String wrong) {

    /** Fails when the source has changed so that there is nothing, or too much, to replace. */
    public String text() {
        var source = Repo.text(Repo.file(file));
        var at = source.indexOf(right);
        if (at < 0 || source.indexOf(right, at + 1) >= 0) {
            throw new AssertionError("the mutant '" + name + "' must be written anew: " + file
                    + (at < 0 ? " has no longer " : " has more than once ") + right);
        }
        return source.replace(right, wrong);
    }

    /** All that a script is compiled with, copied, and this file of it changed. */
    public Path plant(Path folder, String script) {
        var all = Source.all();
        try {
            for (var path : all.get(script).compiledWith(all)) {
                copy(folder, path, path.equals(file) ? text() : Repo.text(Repo.file(path)));
                for (var resource : all.get(path).values("FILES")) {
                    var target = resource.replaceFirst(".*=", "");
                    var source = Path.of("/", path).resolveSibling(target).normalize().toString().substring(1);
                    copy(folder, source, Repo.text(Repo.file(source)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder.resolve(script);
    }

    private static void copy(Path folder, String path, String text) throws IOException {
        Files.createDirectories(folder.resolve(path).getParent());
        Files.writeString(folder.resolve(path), text, StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return name;
    }
}
