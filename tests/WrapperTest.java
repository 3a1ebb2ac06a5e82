//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Executables.java
//SOURCES support/Repo.java
//SOURCES support/Wait.java

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import support.Executables;
import support.Repo;
import support.Wait;

/** Runs ./jbang as a process, with caches of its own and a repository on this computer to fetch from. */
@Tag("start")
class WrapperTest {

    private static final String VERSION = "0.132.1";
    private static final String JAR = "jbang-cli-" + VERSION + "-all.jar";
    private static final List<String> TOOLS =
            List.of("readlink", "sed", "tr", "mktemp", "mkdir", "mv", "rm", "touch", "tail", "sha256sum",
                    "id", "find", "cksum", "grep", "nice", "ls", "xargs", "dirname", "env", "sort", "head", "awk");

    private static final String PROBE = """
            //JAVA 17+
            //SOURCES MetadataResponse.java
            import java.lang.management.ManagementFactory;
            import org.apache.kafka.common.requests.MetadataResponse;

            class Probe {
                public static void main(String... args) throws Exception {
                    switch (args[0]) {
                        case "print" -> { for (var arg : args) System.out.print(arg + "|"); }
                        case "exit" -> System.exit(Integer.parseInt(args[1]));
                        case "options" -> System.out.print(ManagementFactory.getRuntimeMXBean().getInputArguments());
                        case "cluster" -> new MetadataResponse();
                        case "wait" -> {
                            System.out.println("pid " + ProcessHandle.current().pid());
                            Thread.sleep(Long.MAX_VALUE);
                        }
                    }
                }
            }
            """;

    /** What is loaded as soon as a broker answers. */
    private static final String ANSWER = """
            package org.apache.kafka.common.requests;

            public class MetadataResponse {
            }
            """;

    private static final String AGAIN = """
            //JAVA 17+
            //SOURCES %s
            import cli.Launch;

            class Again {
                public static void main(String... args) {
                    System.out.println(args.length > 0 ? args[0] : Launch.command("Again.java " + Launch.word("a word")));
                    System.exit(args.length > 0 ? 7 : 0);
                }
            }
            """;

    /** A program of a source and a file. */
    private static final String PARTS = """
            //JAVA 17+
            //SOURCES parts/Part.java
            //FILES part.txt=parts/part.txt
            class Whole {
                public static void main(String... args) throws Exception {
                    var text = Whole.class.getResourceAsStream("/part.txt").readAllBytes();
                    System.out.print(parts.Part.NAME + " " + new String(text) + " " + String.join("|", args));
                }
            }
            """;

    private static final String PART = """
            package parts;
            public class Part {
                public static final String NAME = "%s";
            }
            """;

    private static final Result PRINTED = new Result(0, "print|", "");
    private static final String QUIETLY = "-Xlog:disable, -XX:\\+VerifySharedSpaces";
    private static final int MOST_KEPT = 20;

    private record Result(int exit, String out, String err) {
    }

    /** A cache that has the jar, the compiled probe and the class archives: what the third call of a user finds. */
    @TempDir
    static Path warm;

    @TempDir
    Path folder;

    private static byte[] jar;
    private HttpServer repository;
    private final CountDownLatch halfway = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @BeforeAll
    static void fillTheWarmCache() throws Exception {
        var anyJBang = environmentOf(warm);
        var real = Optional.ofNullable(System.getenv("JBANG_CACHE_DIR"))
                .or(() -> Optional.ofNullable(System.getenv("JBANG_DIR")).map(dir -> dir + "/cache"));
        anyJBang.put("JBANG_CACHE_DIR", real.orElse(System.getProperty("user.home") + "/.jbang/cache"));
        isJBang(finish(start(anyJBang, warm, "--version"), warm)); // fetches it when the tests were not started by ./jbang
        jar = Files.readAllBytes(Path.of(anyJBang.get("JBANG_CACHE_DIR"), "jbang-cli-" + VERSION, JAR));

        Files.write(Files.createDirectories(cache(warm)).resolve(JAR), jar);
        Executables.write(Files.createDirectories(warm.resolve("bin")).resolve("nice"), "#!/bin/sh\nshift 2\nexec \"$@\"\n");
        Files.writeString(warm.resolve("Probe.java"), PROBE);
        Files.writeString(warm.resolve("MetadataResponse.java"), ANSWER);
        for (var call = 1; call <= 2; call++) {
            assertThat(finish(start(environmentOf(warm), warm, "Probe.java", "cluster"), warm).exit()).isZero();
        }
        Wait.until("JBang and the probe have a class archive",
                () -> kept(archives(warm)).stream().filter(name -> name.endsWith(".jsa")).count() == 2);
    }

    @BeforeEach
    void startRepository() throws IOException {
        repository = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        repository.setExecutor(Executors.newCachedThreadPool());
        repository.createContext("/", bytes(jar));
        repository.start();
    }

    @AfterEach
    void stopRepository() {
        goOn.countDown();
        repository.stop(0);
    }

    @Test
    void twoAtOnceOnAnEmptyCacheBothSucceed() throws Exception {
        var first = start(environment(folder), folder.resolve("1"), "--version");
        var second = start(environment(folder), folder.resolve("2"), "--version");
        assertThat(finish(first, folder.resolve("1"))).satisfies(WrapperTest::isJBang);
        assertThat(finish(second, folder.resolve("2"))).satisfies(WrapperTest::isJBang);
        assertThat(kept(cache(folder))).containsExactly("archives", JAR);
    }

    @Test
    void aScriptStartedThreeTimesAtOnceIsBuiltOnce() throws Exception {
        Files.write(Files.createDirectories(cache(folder)).resolve(JAR), jar);
        Files.createFile(archives(folder)); // none is made
        var started = new ArrayList<Process>();
        for (var name : List.of("1", "2", "3")) {
            started.add(start(environment(folder), folder.resolve(name), warm.resolve("Probe.java").toString(), "exit", "0"));
        }
        for (var process : started) {
            assertThat(process.waitFor(60, SECONDS)).isTrue();
        }
        assertThat(started).allSatisfy(process -> assertThat(process.exitValue()).isZero());
        assertThat(said(folder)).filteredOn(line -> line.contains("Building jar")).hasSize(1);
    }

    @Test
    void whatIsNotTheJarIsRefusedAndNotKept() throws Exception {
        var wrong = jar.clone();
        wrong[wrong.length / 2] ^= 1;
        serve(bytes(wrong));
        var result = run(environment(folder), "--version");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("its SHA-256 is ").contains("Nothing was kept");
        assertThat(kept(cache(folder))).isEmpty();
    }

    @Test
    void aTruncatedJarIsRefusedAndNotKept() throws Exception {
        goOn.countDown();
        serve(halfOfIt());
        isOneSentence(run(environment(folder), "--version"), "Cannot fetch http://");
        assertThat(kept(cache(folder))).isEmpty();
    }

    @Test
    void aFetchThatWasKilledDoesNoHarm() throws Exception {
        serve(halfOfIt());
        var killed = start(environment(folder), folder, "--version");
        assertThat(halfway.await(20, SECONDS)).isTrue();
        killed.destroyForcibly().waitFor();
        serve(bytes(jar));
        assertThat(run(environment(folder), "--version")).satisfies(WrapperTest::isJBang);
    }

    @Test
    void aFetchThatWasStoppedLeavesNothing() throws Exception {
        serve(halfOfIt());
        var stopped = start(environment(folder), folder, "--version");
        assertThat(halfway.await(20, SECONDS)).isTrue();
        stopped.destroy();
        goOn.countDown();
        assertThat(finish(stopped, folder).exit()).isEqualTo(143);
        assertThat(kept(cache(folder))).isEmpty();
    }

    @Test
    void withoutANetworkItSaysSo() throws Exception {
        var environment = environment(folder);
        environment.put("JBANG_MAVEN_REPO_URL", "http://127.0.0.1:1/");
        isOneSentence(run(environment, "--version"), "Check the network, or set JBANG_MAVEN_REPO_URL");
    }

    @Test
    void wgetFetchesWhereThereIsNoCurl() throws Exception {
        assumeTrue(Executables.onPath("wget").isPresent(), "wget is not installed");
        var environment = environment(folder);
        environment.put("PATH", onlyTools("wget").toString());
        assertThat(run(environment, "--version")).satisfies(WrapperTest::isJBang);
    }

    @Test
    void withoutJavaItSaysWhatToInstall() throws Exception {
        var environment = environment(folder);
        environment.remove("JAVA_HOME");
        environment.put("PATH", onlyTools("curl").toString());
        isOneSentence(run(environment, "--version"), "There is no Java here: install a JDK, version 17 or newer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.8.0_392", "11.0.25", "16"})
    void anOldJavaIsRefused(String version) throws Exception {
        var environment = environmentWithJava(version, "java", "javac");
        isOneSentence(run(environment, "--version"), "too old (" + version + "): install a JDK");
    }

    @Test
    void aJavaWithoutCompilerIsRefused() throws Exception {
        var environment = environmentWithJava("17.0.1", "java");
        isOneSentence(run(environment, "--version"), "cannot compile, it is not a JDK: install a JDK");
    }

    @Test
    void aJavaHomeWithoutJavaIsRefused() throws Exception {
        isOneSentence(run(environmentWithJava("17.0.1"), "--version"), "there is no bin/java in it: install a JDK");
    }

    @Test
    void javaOnThePathMayBeALink() throws Exception {
        var environment = environment(warm);
        environment.remove("JAVA_HOME");
        environment.put("PATH", onlyTools("curl").toString());
        var link = Files.createSymbolicLink(folder.resolve("tools/java"), Path.of(System.getProperty("java.home"), "bin/java"));
        assertThat(run(environment, "--version")).satisfies(WrapperTest::isJBang);
        Files.delete(link); // JUnit warns of links when it cleans up
    }

    @Test
    void javaOnThePathMayBeAScriptThatFindsIt() throws Exception {
        var environment = environment(warm);
        environment.remove("JAVA_HOME");
        environment.put("PATH", onlyTools("curl").toString());
        Executables.write(folder.resolve("tools/java"),
                "#!/bin/sh\nexec '" + System.getProperty("java.home") + "/bin/java' \"$@\"\n");
        assertThat(run(environment, "--version")).satisfies(WrapperTest::isJBang);
    }

    @Test
    void argumentsArriveUnchanged() throws Exception {
        var arguments = List.of(
                "print", "a b", "it's", "\"quoted\"", "$HOME `id` \\ \\n", "*", "two\nlines", "--help", "last");
        var result = run(environment(warm), Stream.concat(Stream.of(probe()), arguments.stream()).toArray(String[]::new));
        assertThat(result).isEqualTo(new Result(0, String.join("|", arguments) + "|", ""));
    }

    /** The wrapper, and beside it a program that prints a command for itself: what is printed is typed. */
    @ParameterizedTest
    @ValueSource(strings = {".", "its place", "it's $HOME"})
    void aCommandThatAProgramPrintsCanBeTyped(String place) throws Exception {
        var beside = Files.createDirectories(folder.resolve(place));
        Executables.write(beside.resolve("jbang"), Repo.text(Repo.file("jbang")));
        Files.writeString(beside.resolve("Again.java"), AGAIN.formatted(Repo.file("cli/Launch.java")));
        var jbang = place.equals(".") ? "./jbang" : "./" + place + "/jbang";
        var first = finish(start(environment(warm), folder, List.of(jbang, jbang.replace("jbang", "Again.java"))), folder);
        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(first.out()).endsWith(" a\\ word\n");
        var second = finish(start(environment(warm), folder, List.of("sh", "-c", first.out().strip())), folder);
        assertThat(second).isEqualTo(new Result(7, "a word\n", ""));
    }

    @Test
    void jBangIsAskedOnce() throws Exception {
        var beside = programOfParts();
        for (var words : List.of("a b", "it's $HOME", "*")) {
            assertThat(wrapped(beside, "Whole.java", words)).isEqualTo(new Result(0, "first text " + words, ""));
        }
        assertThat(questions()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void jBangIsAskedAgainWhenSomethingHasChanged(Change change) throws Exception {
        var beside = programOfParts();
        assertThat(wrapped(beside, "Whole.java").out()).isEqualTo("first text ");
        change.in(beside);
        assertThat(wrapped(beside, "Whole.java").out()).isEqualTo(change.printed);
        assertThat(questions()).isEqualTo(2);
    }

    private enum Change {
        SOURCE("second text ") {
            @Override
            void in(Path beside) throws Exception {
                Files.writeString(beside.resolve("parts/Part.java"), PART.formatted("second"));
            }
        },
        SOURCE_REPLACED_BY_AN_OLDER_FILE("older text ") {
            @Override
            void in(Path beside) throws Exception {
                var older = Files.writeString(beside.resolve("older"), PART.formatted("older"));
                Files.setLastModifiedTime(older, FileTime.fromMillis(0));
                Files.move(older, beside.resolve("parts/Part.java"), StandardCopyOption.REPLACE_EXISTING);
            }
        },
        FILE("first other ") {
            @Override
            void in(Path beside) throws Exception {
                Files.writeString(beside.resolve("parts/part.txt"), "other");
            }
        },
        WHAT_JBANG_BUILT_IS_GONE("first text ") {
            @Override
            void in(Path beside) throws Exception {
                for (var jar : builtOf("Whole.java")) {
                    Files.delete(jar);
                }
            }
        };

        private final String printed;

        Change(String printed) {
            this.printed = printed;
        }

        abstract void in(Path beside) throws Exception;
    }

    @ParameterizedTest
    @ValueSource(strings = {"jbang.properties", ".jbang/jbang.properties", "../jbang.properties"})
    void optionsOfJBangsOwnFilesAreHeeded(String name) throws Exception {
        var beside = programOfParts();
        assertThat(wrapped(beside, "Whole.java").out()).isEqualTo("first text ");
        var file = folder.resolve("here").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "run.runtimeoption=-XshowSettings:vm\n");
        assertThat(wrapped(beside, "Whole.java").err()).contains("VM settings");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "../elsewhere/Part.java", "linked/Part.java", ".hidden/Part.java"})
    void aChangeOutsideOfTheFolderIsSeen(String named) throws Exception {
        var beside = programOfParts();
        var outside = Files.createDirectories(folder.resolve("elsewhere")).resolve("Part.java");
        Files.move(beside.resolve("parts/Part.java"), outside);
        Files.createSymbolicLink(beside.resolve("linked"), outside.getParent());
        Files.createSymbolicLink(beside.resolve(".hidden"), outside.getParent());
        Files.writeString(beside.resolve("Whole.java"), PARTS.replace("parts/Part.java", named.formatted(outside)));
        assertThat(wrapped(beside, "Whole.java").out()).isEqualTo("first text ");
        Files.writeString(outside, PART.formatted("second"));
        assertThat(wrapped(beside, "Whole.java").out()).isEqualTo("second text ");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 255})
    void theExitCodeIsThatOfTheProgram(int code) throws Exception {
        assertThat(run(environment(warm), probe(), "exit", String.valueOf(code)).exit()).isEqualTo(code);
    }

    @Test
    void theProgramIsTheProcessAndGetsTheSignals() throws Exception {
        var process = start(environment(warm), folder, probe(), "wait");
        var tail = new ProcessBuilder("tail", "-f", "--pid=" + process.pid(), folder.resolve("out").toString());
        try (var out = tail.start().inputReader()) {
            assertThat(out.readLine()).isEqualTo("pid " + process.pid());
        }
        process.destroy();
        assertThat(finish(process, folder).exit()).isEqualTo(143);
    }

    @Test
    void theProgramRunsWithItsOwnOptionsAndAnArchiveOfItsClasses() throws Exception {
        var result = run(environment(warm), probe(), "options");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).matches("\\[-XX:SharedArchiveFile=" + archives(warm) + "/[0-9-]+\\.jsa, " + QUIETLY + "]");
    }

    /** And the log that a user asks for is there. */
    @Test
    void theProgramsClassesComeFromTheArchive() throws Exception {
        var loaded = folder.resolve("loaded");
        assertThat(run(environment(warm), "-R=-Xlog:class+load:file=" + loaded, probe(), "print")).isEqualTo(PRINTED);
        assertThat(Files.readAllLines(loaded)).anyMatch(line -> line.endsWith(" Probe source: shared objects file"));
    }

    @Test
    void aStartThatDidNotGetToTheClusterMakesNoArchive() throws Exception {
        var name = copyOfProbe("Lost.java");
        for (var call = 1; call <= 2; call++) {
            assertThat(run(environment(warm), name, "options").out()).startsWith("[-XX:DumpLoadedClassList=");
        }
    }

    @Test
    void twoAtOnceMakeOneArchiveAndWhatIsOldGoes() throws Exception {
        for (var number = 1; number <= MOST_KEPT; number++) {
            var time = FileTime.fromMillis(number);
            Files.getFileAttributeView(Files.createFile(archives(warm).resolve(number + ".jsa")), BasicFileAttributeView.class)
                    .setTimes(time, time, time);
        }
        var name = copyOfProbe("Twice.java");
        var archive = archiveOf(name);
        assertThat(run(environment(warm), name, "cluster").exit()).isZero();
        var first = start(environment(warm), folder.resolve("1"), name, "print");
        var second = start(environment(warm), folder.resolve("2"), name, "print");
        assertThat(finish(first, folder.resolve("1"))).isEqualTo(PRINTED);
        assertThat(finish(second, folder.resolve("2"))).isEqualTo(PRINTED);
        Wait.until("it has an archive", () -> Files.exists(archive));
        // the one that did not make it may have noted its classes once more, and after that
        Wait.until("what is old is gone", () -> kept(archives(warm)).stream().noneMatch(file -> file.startsWith("making"))
                && kept(archives(warm)).stream().filter(file -> file.endsWith(".jsa")).count() <= MOST_KEPT);
        assertThat(archives(warm).resolve("1.jsa")).doesNotExist();
        assertThat(archives(warm).resolve(MOST_KEPT + ".jsa")).exists();
    }

    @ParameterizedTest
    @EnumSource
    void anArchiveOfNoUseDoesNoHarm(Harm harm) throws Exception {
        var archive = archiveOf(probe());
        Files.move(archive, folder.resolve("good"));
        try {
            harm.done(Files.copy(folder.resolve("good"), archive));
            assertThat(run(environment(warm), probe(), "print", "data")).isEqualTo(new Result(0, "print|data|", ""));
        } finally {
            Files.move(folder.resolve("good"), archive, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private enum Harm {
        NOT_AN_ARCHIVE, EMPTY, HALF_WRITTEN, DAMAGED, OF_ANOTHER_PROGRAM;

        void done(Path archive) throws IOException {
            switch (this) {
                case NOT_AN_ARCHIVE -> Files.writeString(archive, "this is no archive");
                case EMPTY -> Files.write(archive, new byte[0]);
                case HALF_WRITTEN -> write(archive, Files.size(archive) / 2, 0);
                case DAMAGED -> write(archive, Files.size(archive), 3 << 20);
                case OF_ANOTHER_PROGRAM -> Files.copy(largest(archive.getParent()), archive, StandardCopyOption.REPLACE_EXISTING);
            }
        }

        /** Nothing but zeros in the middle. */
        private static void write(Path archive, long size, int zeros) throws IOException {
            assertThat(archive.toFile().setWritable(true)).isTrue();
            try (var file = new RandomAccessFile(archive.toFile(), "rw")) {
                file.setLength(size);
                file.seek(size / 2);
                file.write(new byte[zeros]);
            }
        }

        /** JBang's. */
        private static Path largest(Path folder) {
            return Stream.of(folder.toFile().listFiles()).max(Comparator.comparing(File::length)).orElseThrow().toPath();
        }
    }

    @Test
    void anArchiveOlderThanTheJarIsMadeAnew() throws Exception {
        var name = copyOfProbe("Stale.java");
        var built = run(environment(warm), "info", "tools", name).out().replaceAll("(?s).*\"applicationJar\": \"|\".*", "");
        var archive = archiveOf(name);
        for (var call = 1; call <= 2; call++) {
            assertThat(run(environment(warm), name, "cluster").exit()).isZero();
        }
        Wait.until("it has an archive", () -> Files.exists(archive));
        Files.setLastModifiedTime(Path.of(built), FileTime.from(Instant.now().plusSeconds(1)));
        assertThat(run(environment(warm), name, "options").out()).startsWith("[-XX:DumpLoadedClassList=");
    }

    @Test
    void whereOthersCanWriteNoArchiveIsUsed() throws Exception {
        var before = Files.getPosixFilePermissions(archives(warm));
        Files.setPosixFilePermissions(archives(warm), PosixFilePermissions.fromString("rwxrwxrwx"));
        try {
            assertThat(run(environment(warm), probe(), "options")).isEqualTo(new Result(0, "[]", ""));
        } finally {
            Files.setPosixFilePermissions(archives(warm), before);
        }
    }

    @Test
    void whatBelongsToAnotherUserIsNotUsed() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can give a folder away");
        var before = Files.getOwner(archives(warm));
        Files.setOwner(archives(warm), FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        try {
            assertThat(run(environment(warm), probe(), "options")).isEqualTo(new Result(0, "[]", ""));
        } finally {
            Files.setOwner(archives(warm), before);
        }
    }

    @Test
    void whoLogsWhatEveryJVMDoesSeesIt() throws Exception {
        var environment = environment(warm);
        environment.put("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + folder.resolve("log"));
        assertThat(run(environment, probe(), "options").out()).startsWith("[-Xlog:class+load");
        assertThat(folder.resolve("log")).isNotEmptyFile();
    }

    @Test
    void otherOptionsForEveryJVMDoNotContradict() throws Exception {
        var environment = environment(warm);
        environment.put("JDK_JAVA_OPTIONS", "-XX:+UseParallelGC");
        assertThat(run(environment, probe(), "print")).extracting(Result::exit, Result::out).containsExactly(0, "print|");
    }

    @Test
    void aScriptThatIsMissingEndsWithTheExitCodeForWrongUsage() throws Exception {
        var result = run(environment(warm), "NoSuchScript.java");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("NoSuchScript.java");
    }

    /** In a folder with the start script. */
    private Path programOfParts() throws IOException {
        var beside = Files.createDirectories(folder.resolve("beside"));
        Executables.write(beside.resolve("jbang"), Repo.text(Repo.file("jbang")));
        Files.writeString(beside.resolve("Whole.java"), PARTS);
        Files.writeString(Files.createDirectories(beside.resolve("parts")).resolve("Part.java"), PART.formatted("first"));
        Files.writeString(beside.resolve("parts/part.txt"), "text");
        return beside;
    }

    /** Runs the start script of a folder, and notes what it creates temporary files for. */
    private Result wrapped(Path beside, String... arguments) throws Exception {
        var tools = Files.createDirectories(folder.resolve("noting"));
        Executables.write(tools.resolve("mktemp"), "#!/bin/sh\necho \"$@\" >>" + folder.resolve("created") + "\nexec "
                + Executables.onPath("mktemp").orElseThrow() + " \"$@\"\n");
        var environment = environment(warm);
        environment.merge("PATH", tools.toString(), (path, more) -> more + ":" + path);
        var command = Stream.concat(Stream.of(beside.resolve("jbang").toString(), beside.resolve(arguments[0]).toString()),
                Arrays.stream(arguments).skip(1)).toList();
        var here = folder.resolve("here");
        var result = finish(start(environment, here, command), here);
        return new Result(result.exit(), result.out(), result.err().replaceAll("(?m)^\\[jbang].*\n", ""));
    }

    /** How often an answer of JBang was waited for, to be kept. */
    private long questions() throws IOException {
        return Files.readAllLines(folder.resolve("created")).stream().filter(line -> line.contains("/asking.")).count();
    }

    private static List<Path> builtOf(String script) throws IOException {
        try (var files = Files.walk(warm.resolve("cache/jars"), 2)) {
            return files.filter(file -> file.toString().matches(".*/" + script + "\\..*\\.jar")).toList();
        }
    }

    private static String probe() {
        return warm.resolve("Probe.java").toString();
    }

    private static void isJBang(Result result) {
        assertThat(result.err()).endsWith(VERSION + "\n");
        assertThat(result.exit()).isZero();
    }

    private static void isOneSentence(Result result, String part) {
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines().filter(line -> !line.startsWith("Fetching JBang")))
                .singleElement().asString().contains(part).endsWith(".");
    }

    private Result run(Map<String, String> environment, String... arguments) throws Exception {
        return finish(start(environment, folder, arguments), folder);
    }

    /** Runs in the folder, which is neither the script's nor the repository's, and has the output written there. */
    private static Process start(Map<String, String> environment, Path folder, String... arguments) throws IOException {
        var command = Stream.concat(Stream.of(Repo.file("jbang").toString()), Arrays.stream(arguments)).toList();
        return start(environment, folder, command);
    }

    private static Process start(Map<String, String> environment, Path folder, List<String> command) throws IOException {
        var builder = new ProcessBuilder(command)
                .directory(Files.createDirectories(folder).toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Result finish(Process process, Path folder) throws Exception {
        if (!process.waitFor(60, SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running after 60 s");
        }
        return new Result(process.exitValue(), Files.readString(folder.resolve("out")), Files.readString(folder.resolve("err")));
    }

    private Map<String, String> environment(Path jbang) {
        var environment = environmentOf(jbang);
        environment.put("JBANG_MAVEN_REPO_URL", "http://127.0.0.1:" + repository.getAddress().getPort());
        return environment;
    }

    /**
     * Only what a program needs, so that nothing of the user's own settings decides about a test; and what is made in the
     * background is not made at a low priority, which would take long beside other tests.
     */
    private static Map<String, String> environmentOf(Path jbang) {
        return new HashMap<>(Map.of("PATH", warm.resolve("bin") + ":" + System.getenv("PATH"), "HOME", jbang.toString(),
                "JBANG_DIR", jbang.toString(), "JAVA_HOME", System.getProperty("java.home")));
    }

    private Map<String, String> environmentWithJava(String version, String... programs) throws IOException {
        var home = Files.createDirectories(folder.resolve("java"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Someone\"\nJAVA_VERSION=\"" + version + "\"\n");
        for (var program : programs) {
            Executables.write(Files.createDirectories(home.resolve("bin")).resolve(program), "#!/bin/sh\nexit 9\n");
        }
        var environment = environment(folder);
        environment.put("JAVA_HOME", home.toString());
        return environment;
    }

    /** A folder with just the tools that the script needs, one to fetch with, and no Java. */
    private Path onlyTools(String fetcher) throws IOException {
        var tools = Files.createDirectories(folder.resolve("tools"));
        for (var tool : Stream.concat(TOOLS.stream(), Stream.of(fetcher)).toList()) {
            Executables.write(tools.resolve(tool), "#!/bin/sh\nexec " + Executables.onPath(tool).orElseThrow() + " \"$@\"\n");
        }
        return tools;
    }

    private static Path cache(Path jbang) {
        return jbang.resolve("cache/jbang-cli-" + VERSION);
    }

    private static List<String> said(Path folder) throws IOException {
        try (var files = Files.walk(folder, 2)) {
            var lines = new ArrayList<String>();
            for (var err : files.filter(file -> file.endsWith("err")).toList()) {
                lines.addAll(Files.readAllLines(err));
            }
            return lines;
        }
    }

    private static Path archives(Path jbang) {
        return cache(jbang).resolve("archives");
    }

    private static List<String> kept(Path folder) {
        return Arrays.stream(folder.toFile().list()).sorted().toList();
    }

    /** What is there, or would be: the list of the classes for it has the same name. */
    private Path archiveOf(String name) throws Exception {
        return Path.of(run(environment(warm), name, "options").out().replaceAll("^[^=]*=|\\.(classes|jsa),.*", "") + ".jsa");
    }

    /** A program that nobody has started yet. */
    private static String copyOfProbe(String name) throws IOException {
        var source = PROBE.replace("class Probe", "class " + name.replace(".java", ""));
        return Files.writeString(warm.resolve(name), source).toString();
    }

    private void serve(HttpHandler handler) {
        repository.removeContext("/");
        repository.createContext("/", handler);
    }

    private static HttpHandler bytes(byte[] bytes) {
        return exchange -> {
            var found = exchange.getRequestURI().getPath().equals("/dev/jbang/jbang-cli/" + VERSION + "/" + JAR);
            exchange.sendResponseHeaders(found ? 200 : 404, found ? bytes.length : -1);
            try (var body = exchange.getResponseBody()) {
                body.write(bytes, 0, found ? bytes.length : 0);
            }
        };
    }

    /** Breaks the connection in the middle; before that, says that it is there and waits. */
    private HttpHandler halfOfIt() {
        return exchange -> {
            exchange.sendResponseHeaders(200, jar.length);
            exchange.getResponseBody().write(jar, 0, jar.length / 2);
            halfway.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("the connection breaks");
        };
    }
}
