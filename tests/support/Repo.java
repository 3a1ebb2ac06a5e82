package support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Where this repository is: the working directory or a folder above it, unless -Drepo=FOLDER says it. */
public final class Repo {

    public static final Path ROOT = root();

    private Repo() {
    }

    public static Path file(String path) {
        return ROOT.resolve(path);
    }

    /** Latin-1, because it reads any bytes, and what is not ASCII can be seen. */
    public static String text(Path file) {
        try {
            return Files.readString(ROOT.resolve(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files of the repository, as paths below its root, without those in hidden folders except .ci. */
    public static List<Path> files() {
        var files = new ArrayList<Path>();
        try {
            Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    var name = folder.getFileName().toString();
                    var hidden = name.startsWith(".") && !name.equals(".ci") && !folder.equals(ROOT);
                    return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile()) {
                        files.add(ROOT.relativize(file));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.sort(null);
        return files;
    }

    private static Path root() {
        var start = Path.of(System.getProperty("repo", "")).toAbsolutePath().normalize();
        for (var folder = start; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("jbang")) && Files.exists(folder.resolve("jbang-catalog.json"))) {
                return folder;
            }
        }
        throw new IllegalStateException(start + " is not in the repository:"
                + " go there, or name it: jbang -Drepo=FOLDER FOLDER/tests/RunAll.java");
    }
}
