//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES RunAll.java
//SOURCES support/Repo.java
//SOURCES support/Source.java

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import support.Repo;
import support.Source;

/** What JBang and the compiler do not notice in the sources: directives, versions, and who may know whom. */
@Tag("unit")
class SourcesTest {

    private static final String RUN_ME = "///usr/bin/env jbang \"$0\" \"$@\" ; exit $?";

    /** In the order they must have, with a blank line between two kinds (options are one). */
    private static final List<String> DIRECTIVES =
            List.of("DESCRIPTION", "JAVA", "DEPS", "SOURCES", "FILES", "RUNTIME_OPTIONS", "JAVAC_OPTIONS");

    private static final Pattern CODE =
            Pattern.compile("(import|public|final|abstract|sealed|class|record|interface|enum|@\\w+|/\\*).*");

    private final Map<String, Source> all = Source.all();

    @Test
    void anArtifactHasOneVersionEverywhere() {
        var dependencies = all.values().stream().flatMap(source -> source.values("DEPS").stream());
        var versions = dependencies.collect(groupingBy(one -> one.replaceFirst("^([^:]+:[^:]+):[^:@]+", "$1"),
                mapping(one -> one, toCollection(TreeSet::new))));
        assertThat(versions).isNotEmpty();
        assertThat(versions.values()).filteredOn(several -> several.size() > 1).isEmpty();
    }

    /** Kafka brings older ones, which a few bytes can make allocate 2 GB; what a script names itself beats what Kafka brings. */
    @Test
    void everyScriptWithKafkaNamesTheMendedCodecs() {
        var codec = Pattern.compile(".*:(snappy|lz4)-java:.*").asMatchPredicate();
        var mended = all.get("cli/Cli.java").values("DEPS").stream().filter(codec).toList();
        var scripts = all.values().stream().filter(Source::runnable)
                .filter(script -> dependencies(script).anyMatch(one -> one.startsWith("org.apache.kafka:"))).toList();
        assertThat(mended).hasSize(2);
        assertThat(scripts).extracting(Source::path)
                .contains("Producer.java", "Cluster.java", "tests/RunAll.java", "tests/docker/KafkaJars.java");
        assertThat(scripts).allMatch(script -> dependencies(script).toList().containsAll(mended), "names " + mended);
    }

    private Stream<String> dependencies(Source script) {
        return script.compiledWith(all).stream().flatMap(path -> all.get(path).values("DEPS").stream());
    }

    /** What a course would print: a program is read from top to bottom, and what it names first is what it opens first. */
    @ParameterizedTest
    @CsvSource({"SingleConsumer, 210", "BatchConsumer, 270", "Producer, 220", "Redrive, 200", "Message, 200",
            "Cluster, 250", "Drill, 250", "Watch, 250"})
    void aProgramIsPrintable(String program, int longest) {
        var source = all.get(program + ".java");
        assertThat(source.lines()).hasSizeLessThanOrEqualTo(longest);
        assertThat(source.sources()).hasSizeLessThanOrEqualTo(8);
    }

    @Test
    void aLineFitsAPage() {
        assertThat(linesOf(all.keySet(), Pattern.compile(".{131,}"))).isEmpty();
    }

    @Test
    void directivesAreKnownInOrderAndAboveTheCode() {
        assertThat(all.values().stream().flatMap(SourcesTest::misplaced)).isEmpty();
    }

    private static Stream<String> misplaced(Source source) {
        var wrong = new ArrayList<String>();
        var previous = "";
        var code = false;
        var kinds = new ArrayList<String>();
        for (var line : source.lines()) {
            code |= CODE.matcher(line).matches();
            var directive = Source.DIRECTIVE.matcher(line);
            var kind = directive.matches() ? directive.group(1) : "";
            if (!kind.isEmpty()) {
                var inOrder = DIRECTIVES.contains(kind) && kinds.stream()
                        .allMatch(earlier -> DIRECTIVES.indexOf(earlier) <= DIRECTIVES.indexOf(kind));
                var explained = previous.startsWith("// ");
                if (code || !inOrder || !previous.isEmpty() && !explained && !previous.startsWith("//" + kind + " ")
                        && !(kind + previous).matches(".*_OPTIONS//.*_OPTIONS .*")) {
                    wrong.add(source + ": " + line);
                }
                kinds.add(kind);
            }
            previous = line;
        }
        return wrong.stream();
    }

    @Test
    void noSpaceSwitchesADirectiveOff() {
        var disabled = Pattern.compile("//\\s+(" + String.join("|", DIRECTIVES) + ")\\b.*");
        assertThat(linesOf(all.keySet(), disabled)).isEmpty();
    }

    @Test
    void aRunnableFileSaysHowItRuns() {
        assertThat(all.values()).filteredOn(Source::runnable).isNotEmpty()
                .allMatch(source -> source.lines().subList(0, 2).equals(List.of(RUN_ME, "")), "begins with " + RUN_ME)
                .allMatch(source -> source.values("JAVA").equals(List.of("17+")), "has //JAVA 17+")
                .allMatch(source -> source.values("DESCRIPTION").size() == 1, "has one //DESCRIPTION")
                .allMatch(Source::executable, "is executable");
    }

    @Test
    void sourcesAreThereAndNamedOnceFileByFile() {
        assertThat(all.values())
                .allMatch(source -> all.keySet().containsAll(source.sources()), "names only files that are there");
        assertThat(all.values())
                .allMatch(source -> source.sources().size() == Set.copyOf(source.sources()).size(), "names none twice");
    }

    @Test
    void aFileIsCompiledWithAllThatItNames() {
        var missing = all.values().stream().flatMap(source -> all.values().stream().filter(source::names)
                .filter(other -> !source.compiledWith(all).contains(other.path()))
                .map(other -> source + " does not reach " + other));
        assertThat(missing).isEmpty();
    }

    @Test
    void foldersKnowNothingOfTheScriptsAndMakeNoCycle() {
        var known = new TreeMap<String, Set<String>>();
        for (var source : all.values()) {
            source.sources().stream().filter(all::containsKey).map(target -> all.get(target).packageName())
                    .filter(name -> !name.equals(source.packageName()))
                    .forEach(name -> known.computeIfAbsent(source.packageName(), any -> new TreeSet<>()).add(name));
        }
        assertThat(known.keySet()).noneMatch(folder -> reaches(known, folder, folder, known.size()));
    }

    private static boolean reaches(Map<String, Set<String>> known, String from, String to, int steps) {
        return steps > 0 && known.getOrDefault(from, Set.of()).stream()
                .anyMatch(next -> next.equals(to) || reaches(known, next, to, steps - 1));
    }

    @Test
    void sourcesAreASCII() {
        assertThat(linesOf(files("jbang|.*\\.(java|sh|json)|\\.ci/run"), Pattern.compile(".*[^\\x00-\\x7e].*"))).isEmpty();
    }

    @Test
    void nothingIsLeftToDo() {
        assertThat(linesOf(files(".*"), Pattern.compile(".*\\b(TO" + "DO|FIX" + "ME)\\b.*"))).isEmpty();
    }

    @Test
    void everyAliasOfTheCatalogIsAScript() {
        var scripts = Pattern.compile("\"script-ref\": \"([^\"]+)\"").matcher(Repo.text(Repo.file("jbang-catalog.json")))
                .results().map(match -> match.group(1)).toList();
        assertThat(scripts).isNotEmpty()
                .allMatch(script -> all.containsKey(script) && all.get(script).runnable(), "is a runnable file");
    }

    @Test
    void noTestClassIsForgotten() {
        var tests = all.values().stream().filter(source -> source.path().matches("tests/.*Test\\.java")).toList();
        assertThat(RunAll.TESTS).extracting(Class::getName)
                .containsExactlyInAnyOrderElementsOf(tests.stream().map(Source::className).toList());
        assertThat(all.get("tests/RunAll.java").sources()).containsAll(tests.stream().map(Source::path).toList());
        assertThat(RunAll.TESTS).allSatisfy(RunAll::level);
    }

    private static List<String> files(String pattern) {
        var files = Repo.files().stream().map(String::valueOf).filter(file -> file.matches(pattern)).toList();
        assertThat(files).isNotEmpty();
        return files;
    }

    private static Stream<String> linesOf(Iterable<String> files, Pattern wanted) {
        var found = new ArrayList<String>();
        files.forEach(file -> Repo.text(Repo.file(file)).lines().filter(line -> wanted.matcher(line).matches())
                .forEach(line -> found.add(file + ": " + line)));
        return found.stream();
    }
}
