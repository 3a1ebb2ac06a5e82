package support;

//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES Program.java
//SOURCES Repo.java
//SOURCES Wait.java

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The Debian hosts of tests/hosts/lab.sh, and the computer beside them, which Ansible and the programs run on.
 *
 * <p>{@code HOSTS_KEEP=yes} takes hosts that are up as they are and leaves them so, for work on a single case.
 */
public final class Hosts {

    private static final boolean KEEP = System.getenv("HOSTS_KEEP") != null;

    /** After the name of one of Kafka's commands on a host: as its administrator, and of all brokers that the host knows. */
    public static final String ADMIN = " --command-config /etc/kafka/admin.properties"
            + " --bootstrap-server $(sed -n s/^bootstrap.servers=//p /etc/kafka/admin.properties) ";

    private static final String LAB = Repo.file("tests/hosts/lab.sh").toString();
    private static final Duration LONGEST = Duration.ofMinutes(9);

    private final Path folder;
    private final Map<String, String> environment;
    private final List<Program> programs = new ArrayList<>();

    private Hosts(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /**
     * New ones, or a skipped test where there can be none. The environment chooses how many, and which are controllers only:
     * lab.sh names its variables.
     */
    public static Hosts up(Path folder, Map<String, String> environment) {
        assumeTrue("root".equals(System.getProperty("user.name")),
                "the hosts need root: run this command as root on a Debian machine");
        assumeTrue(Files.exists(Path.of("/etc/debian_version")), "the hosts are made of Debian packages, and this is not Debian");
        var hosts = new Hosts(folder, environment);
        hosts.compilePrograms();
        if (!KEEP) {
            hosts.lab("down");
        }
        hosts.lab("up");
        return hosts;
    }

    /** Here is a network; beside the hosts there is none. */
    private void compilePrograms() {
        for (var script : List.of("Producer.java", "SingleConsumer.java", "BatchConsumer.java", "Watch.java")) {
            var build = started("build", Repo.file("jbang").toString(), "--quiet", "build", script);
            if (build.exitCode(LONGEST) != 0) {
                throw new AssertionError("cannot compile " + script + ": " + build);
            }
        }
    }

    /** The same ones, seen with another environment: one more of them, for example. */
    public Hosts with(Map<String, String> other) {
        var hosts = new Hosts(folder, other);
        hosts.lab("up");
        return hosts;
    }

    public void down() {
        endPrograms();
        if (!KEEP) {
            lab("down");
        }
    }

    // --- the hosts

    /** Runs a command of lab.sh to its end; says what it wrote. */
    public String lab(String... arguments) {
        var program = program(arguments);
        if (program.exitCode(LONGEST) != 0) {
            throw new AssertionError("lab.sh " + String.join(" ", arguments) + ": " + program);
        }
        return program.output();
    }

    /** A command on a host, as root. */
    public String on(int host, String command) {
        return lab("ssh", String.valueOf(host), "sudo bash -c '" + command.replace("'", "'\\''") + "'").strip();
    }

    /** Where something listens, by TCP or UDP. */
    public Set<String> listening(int host) {
        return on(host, "ss -Hlntu").lines().map(line -> line.trim().split(" +")[4].replaceFirst(".*:", ""))
                .collect(Collectors.toSet());
    }

    public boolean healthy() {
        return program("ssh", "1", "sudo kafka-health").exitCode(LONGEST) == 0;
    }

    public void awaitHealth() {
        on(1, "kafka-health 180");
    }

    /** When Kafka was started on each of the first three: by the kernel's clock, which all hosts share. */
    public List<Long> starts() {
        return starts(List.of(1, 2, 3));
    }

    /** The first three in the order in which they are restarted: the one whose controller leads comes last. */
    public List<Integer> order() {
        int leader = leader();
        return Stream.of(1, 2, 3).sorted(Comparator.comparing(host -> host == leader)).toList();
    }

    /** The host whose controller leads. */
    public int leader() {
        return Integer.parseInt(on(1, "kafka-metadata-quorum.sh" + ADMIN + "describe --status | sed -n \"s/^LeaderId: *//p\""));
    }

    /** When Kafka was started on these, one by one. */
    public List<Long> starts(List<Integer> order) {
        return order.stream().map(this::start).toList();
    }

    /** Whether Kafka was started on one host after the other: five seconds are less than a broker takes to come up. */
    public static boolean apart(List<Long> starts) {
        var micros = Duration.ofSeconds(5).toNanos() / 1000;
        return IntStream.range(1, starts.size()).allMatch(i -> starts.get(i) - starts.get(i - 1) > micros);
    }

    public long start(int host) {
        return Long.parseLong(on(host, "systemctl show kafka -p ActiveEnterTimestampMonotonic --value"));
    }

    /** The sum of what Kafka would start with, certificates and all. */
    public String settings(int host) {
        return on(host, "readlink /opt/kafka-current; cat /etc/systemd/system/kafka.service $(ls /etc/kafka/*.p* | grep -v admin)"
                + " | sha256sum");
    }

    /** What a run has left on a host to say that it is at work; empty when there is none. */
    public String note(int host) {
        return on(host, "cat /run/kafka-run 2>/dev/null || true");
    }

    /** The journal, and what Kafka writes beside it. */
    public String logs(int host) {
        return on(host, "journalctl --no-pager; cat /var/log/kafka/server.*.log");
    }

    /** Of the files of Kafka and the registry, those that any user of the host may read. */
    public String readableByOthers(int host) {
        return on(host, "sudo -u nobody find /etc/kafka /etc/registry /var/lib/kafka -type f -readable 2>/dev/null || true");
    }

    /** The folder of the jars that run; empty while nothing does. */
    public String jars(int host) {
        return on(host, "head -n 1 /run/kafka/started-with 2>/dev/null || true");
    }

    /** The files that Kafka's process has open. */
    public Set<String> open(int host) {
        return on(host, "ls -l /proc/$(systemctl show kafka -p MainPID --value)/fd | sed -n 's/.* -> //p'")
                .lines().collect(Collectors.toSet());
    }

    // --- Ansible

    /** What a playbook did. */
    public record Play(int exitCode, String output, Duration took) {

        private static final Pattern RECAP = Pattern.compile("changed=(\\d+) +unreachable=(\\d+) +failed=(\\d+)");

        public int changed() {
            return recap().stream().mapToInt(host -> Integer.parseInt(host.group(1))).sum();
        }

        private List<MatchResult> recap() {
            return RECAP.matcher(output).results().toList();
        }

        /** With blanks for its line breaks and without quotes' escapes, so that a sentence can be looked for. */
        public String said() {
            return output.replaceAll("\\s+", " ").replace("\\\"", "\"");
        }

        @Override
        public String toString() {
            var lines = output.lines().toList();
            var wrong = lines.stream().filter(line -> line.matches("(fatal|failed|ERROR).*")).limit(3)
                    .map(line -> line.substring(0, Math.min(line.length(), 1000))).toList();
            var last = lines.subList(Math.max(0, lines.size() - 15), lines.size());
            return "ended with " + exitCode + " after " + took.toSeconds() + " s: "
                    + String.join("\n", wrong.isEmpty() ? last : wrong);
        }
    }

    public Program startPlay(String playbook, String... arguments) {
        var all = new ArrayList<>(List.of("play", "ansible/" + playbook));
        all.addAll(List.of(arguments));
        return program(all.toArray(String[]::new));
    }

    /** A playbook that is killed in the middle of its work: when the condition holds. */
    public void playUntil(BooleanSupplier condition, String playbook, String... arguments) {
        var program = startPlay(playbook, arguments);
        Wait.holds(LONGEST, () -> condition.getAsBoolean() || !program.isAlive());
        if (!program.isAlive() || !condition.getAsBoolean()) {
            throw new AssertionError(playbook + " did not come to where it was to be killed: " + program);
        }
        program.kill();
    }

    /** Also one that fails. */
    public Play tryPlay(String playbook, String... arguments) {
        var began = System.nanoTime();
        var program = startPlay(playbook, arguments);
        var exitCode = program.exitCode(LONGEST);
        return new Play(exitCode, program.output() + program.talk(), Duration.ofNanos(System.nanoTime() - began));
    }

    public Play play(String playbook, String... arguments) {
        var play = tryPlay(playbook, arguments);
        if (play.exitCode() != 0) {
            throw new AssertionError(playbook + " " + play);
        }
        System.out.println(playbook + " " + String.join(" ", arguments) + ": "
                + play.took().toSeconds() + " s, changed=" + play.changed());
        return play;
    }

    // --- programs beside the hosts

    /** A script of this project with its options, as a user would type it. */
    public Program start(String... command) {
        return beside(Stream.concat(Stream.of("./jbang", "--quiet"), Stream.of(command)).toArray(String[]::new));
    }

    /** Any command. */
    public Program beside(String... command) {
        return program(Stream.concat(Stream.of("exec"), Stream.of(command)).toArray(String[]::new));
    }

    /** Ends all that still runs beside the hosts. */
    public void endPrograms() {
        programs.stream().filter(Program::isAlive).forEach(Program::kill);
        programs.clear();
    }

    private Program program(String... arguments) {
        var command = new ArrayList<>(List.of(LAB));
        command.addAll(List.of(arguments));
        return started(arguments[0], command.toArray(String[]::new));
    }

    private Program started(String name, String... command) {
        try {
            var files = Files.createTempFile(folder, name + "-", "");
            var program = Program.start(files, new File("/dev/null"), List.of(command), environment);
            programs.add(program);
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
