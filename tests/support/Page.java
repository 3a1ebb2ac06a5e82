package support;

//SOURCES Block.java
//SOURCES Repo.java

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of the documents, in Markdown. */
public record Page(String path, List<String> lines) {

    private static final Pattern FENCE = Pattern.compile("(\\s*)(```+|~~~+)\\s*(\\S*)\\s*(.*)");
    private static final Pattern NOT_RUN = Pattern.compile("\\s*<!-- not run:(.*)-->\\s*");

    /** Every page, by its path below the repository's root. */
    public static List<Page> all() {
        return Repo.files().stream().map(String::valueOf).filter(path -> path.endsWith(".md")).map(Page::of).toList();
    }

    public static Page of(String path) {
        try {
            return new Page(path, Files.readAllLines(Repo.file(path), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    public List<Block> blocks() {
        var blocks = new ArrayList<Block>();
        for (var next = 0; next < lines.size(); next++) {
            var fence = FENCE.matcher(lines.get(next));
            if (fence.matches()) {
                var end = endOfBlock(next, fence.group(2));
                blocks.add(block(next, end, fence));
                next = end;
            }
        }
        return blocks;
    }

    /** Its lines without those of blocks, which are empty here, so that the numbers stay. */
    List<String> text() {
        var text = new ArrayList<>(lines);
        for (var block : blocks()) {
            text.subList(block.line() - 1, Math.min(block.line() + block.lines().size() + 1, text.size()))
                    .replaceAll(line -> "");
        }
        return text;
    }

    private Block block(int first, int end, Matcher fence) {
        var indent = fence.group(1);
        var inside = lines.subList(first + 1, end).stream()
                .map(line -> line.startsWith(indent) ? line.substring(indent.length()) : line.stripLeading()).toList();
        return new Block(first + 1, fence.group(3), fence.group(4).strip(), notRun(first), inside);
    }

    private Optional<String> notRun(int fence) {
        return Optional.of(fence).filter(line -> line > 0).map(line -> NOT_RUN.matcher(lines.get(line - 1)))
                .filter(Matcher::matches).map(comment -> comment.group(1).strip());
    }

    private int endOfBlock(int first, String fence) {
        var end = first + 1;
        while (end < lines.size() && !lines.get(end).strip().equals(fence)) {
            end++;
        }
        return end;
    }
}
