package cluster;

//SOURCES Folders.java

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The classes of a service as its JVM has them once they are parsed and checked: with such an archive a service starts in two
 * thirds of the time. Its first start notes which classes it loads; when it is of use, a process in the background makes the
 * archive, for this JVM and these jars. What goes wrong with that costs time and is no problem to talk about.
 *
 * @param folder    of this user alone: an archive is code
 * @param classPath of libraries alone: the beginning of a class path is enough for an archive, and so it outlives changes of ours
 */
public record ClassArchive(Path folder, String service, String classPath) {

    private static final String USE = "-XX:SharedArchiveFile=";

    /** Of an archive that is of no use the JVM would speak on stdout; one that is damaged would crash it. */
    private static final List<String> QUIETLY = List.of("-Xlog:disable", "-XX:+VerifySharedSpaces");

    /** Who says such a thing to every JVM has plans of his own with its log or its archives. */
    private static final Pattern OTHER_PLANS = Pattern.compile("Xlog|Xshare|Archive");
    private static final List<String> FOR_EVERY_JVM = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    /** One at a time, or on a busy computer they pile up. The last line of the list may be half written: the service goes on. */
    private static final String MAKE = """
            if command -v flock; then
                exec 9>"$PWD.lock"
                flock 9
                [ ! -e "$2.jsa" ] || exit
            fi
            sed '$d' "$2.noted" > "$2.$$.classes" &&
            nice -n 10 "$1" -Xshare:dump -XX:SharedClassListFile="$2.$$.classes" -XX:SharedArchiveFile="$2.$$.archive" &&
            mv -f "$2.$$.archive" "$2.jsa"
            rm -f "$2.noted" "$2.$$".*
            """;

    /** Of other versions, other JDKs, other folders: those that were made last, some 50 MB each. */
    private static final int MOST_KEPT = 6;

    static ClassArchive ofUser(String service, String classPath) {
        return new ClassArchive(Folders.ofUser().cache().resolve("classes"), service, classPath);
    }

    /** For a child with the same class path: the archive that the start script has given this JVM, if it has. */
    public static List<String> ofThisProcess() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith(USE)).findFirst().map(ClassArchive::quietly).orElse(List.of());
    }

    /** What this program's class path has beside our own classes. */
    static String libraries() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).toAbsolutePath().equals(ourClasses()))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** A jar, or a folder. */
    static Path ourClasses() {
        return Path.of(URI.create(ClassArchive.class.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    /** The class path with our own classes, which are behind those of the archive. */
    String withOurs() {
        return classPath + File.pathSeparator + ourClasses();
    }

    /** Options for the JVM of the service: with the archive if there is one. */
    public List<String> used() {
        return isPossible() && Files.isRegularFile(archive()) ? quietly(USE + archive()) : List.of();
    }

    /** The same, and otherwise the classes are noted for one. */
    public List<String> usedOrNoted() {
        var used = used();
        return !used.isEmpty() || !isPossible() ? used : quietly("-XX:DumpLoadedClassList=" + noted());
    }

    private static List<String> quietly(String option) {
        return Stream.concat(Stream.of(option), QUIETLY.stream()).toList();
    }

    /** In the background, of what was noted, at a low priority; does nothing when it is there already. */
    public void make() {
        if (!isPossible() || Files.exists(archive()) || !Files.exists(noted())) {
            return;
        }
        var builder = new ProcessBuilder("/bin/sh", "-c", MAKE, "sh", java(), place("").toString()).directory(folder.toFile())
                .redirectInput(new File("/dev/null")).redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD);
        builder.environment().keySet().removeAll(FOR_EVERY_JVM);
        builder.environment().put("CLASSPATH", classPath);
        try {
            makeRoom();
            builder.start();
        } catch (IOException e) {
            return; // the next start is no slower than this one
        }
    }

    private void makeRoom() throws IOException {
        try (var files = Files.list(folder)) {
            var newestFirst = files.sorted(Comparator.comparing(ClassArchive::lastModified).reversed()).toList();
            for (var file : newestFirst.subList(Math.min(MOST_KEPT, newestFirst.size()), newestFirst.size())) {
                Files.deleteIfExists(file);
            }
        }
    }

    private boolean isPossible() {
        return !System.getProperty("java.vm.name").contains("OpenJ9") && isOurs() && FOR_EVERY_JVM.stream().map(System::getenv)
                .filter(Objects::nonNull).noneMatch(options -> OTHER_PLANS.matcher(options).find());
    }

    private boolean isOurs() {
        try {
            if (!Files.exists(folder)) {
                Files.createDirectories(folder.getParent());
                Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            var found = Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return found.isDirectory() && found.owner().getName().equals(System.getProperty("user.name"))
                    && Collections.disjoint(found.permissions(),
                            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE));
        } catch (IOException e) {
            return false;
        }
    }

    private Path archive() {
        return place(".jsa");
    }

    private Path noted() {
        return place(".noted");
    }

    /** Another JVM, and a jar that has changed, make another name. */
    private Path place(String suffix) {
        var jvm = Stream.of("java.vendor", "java.runtime.version").map(System::getProperty);
        var jars = Stream.of(classPath.split(File.pathSeparator)).map(jar -> jar + lastModified(Path.of(jar)));
        var identity = Stream.concat(jvm, jars).collect(Collectors.joining("\n"));
        return folder.resolve(service + "-" + UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8)) + suffix);
    }

    private static long lastModified(Path file) {
        return file.toFile().lastModified();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
