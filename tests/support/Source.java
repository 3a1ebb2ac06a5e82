package support;

//SOURCES Repo.java

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A Java file of the repository: its directives, and, by a rough but sufficient reading, which of our files it names. */
public record Source(String path, List<String> lines, Set<String> words) {

    /** A directive as JBang sees it: at the start of a line, without a space. */
    public static final Pattern DIRECTIVE = Pattern.compile("//([A-Z_:]+)\\b ?(.*)");

    /** Text blocks, strings, characters and comments. */
    private static final Pattern NOT_CODE = Pattern.compile("(?s)\"\"\".*?\"\"\""
            + "|\"(?:\\\\.|[^\"\\\\])*+\"|'(?:\\\\.|[^'\\\\])++'|/\\*.*?\\*/|//[^\n]*");
    private static final Pattern IMPORT = Pattern.compile("import (?:static )?((?:[a-z]\\w*\\.)*([A-Z]\\w*))[^;]*;");
    private static final Pattern WORD = Pattern.compile("(?<![.\\w])[A-Z]\\w*");

    public static Map<String, Source> all() {
        var all = new TreeMap<String, Source>();
        for (var file : Repo.files()) {
            if (file.toString().endsWith(".java")) {
                var text = Repo.text(file);
                all.put(file.toString(), new Source(file.toString(), text.lines().toList(), words(text)));
            }
        }
        return all;
    }

    public boolean runnable() {
        return lines.get(0).startsWith("///");
    }

    public boolean executable() {
        return Files.isExecutable(Repo.file(path));
    }

    public String className() {
        return path.substring(path.lastIndexOf('/') + 1).replace(".java", "");
    }

    /** Empty for the default package. */
    public String packageName() {
        return lines.stream().filter(line -> line.startsWith("package ")).findFirst()
                .map(line -> line.replaceAll("package |;", "")).orElse("");
    }

    public List<String> values(String directive) {
        return lines.stream().map(DIRECTIVE::matcher).filter(line -> line.matches() && line.group(1).equals(directive))
                .map(line -> line.group(2)).toList();
    }

    /** What its own //SOURCES name, as paths from the root. */
    public List<String> sources() {
        var folder = Path.of("/", path).getParent();
        return values("SOURCES").stream().map(target -> folder.resolve(target).normalize().toString().substring(1)).toList();
    }

    /** The files that are compiled together with this one, and itself. */
    public Set<String> compiledWith(Map<String, Source> all) {
        var found = new LinkedHashSet<>(Set.of(path));
        var next = new ArrayList<>(List.of(this));
        while (!next.isEmpty()) {
            next.remove(0).sources().stream().filter(found::add).filter(all::containsKey).map(all::get).forEach(next::add);
        }
        return found;
    }

    public boolean names(Source other) {
        if (!other.packageName().equals(packageName())) {
            return words.contains("import " + other.packageName() + "." + other.className());
        }
        var anotherIsImported = words.contains("import " + other.className());
        return !anotherIsImported && words.contains(other.className());
    }

    /** The identifiers of the code that could be classes here, and what it imports: by short and by full name. */
    private static Set<String> words(String text) {
        var words = new HashSet<String>();
        var code = NOT_CODE.matcher(text).replaceAll(" ");
        IMPORT.matcher(code).results()
                .forEach(match -> words.addAll(List.of("import " + match.group(1), "import " + match.group(2))));
        WORD.matcher(IMPORT.matcher(code).replaceAll(" ")).results().forEach(match -> words.add(match.group()));
        return words;
    }

    @Override
    public String toString() {
        return path;
    }
}
