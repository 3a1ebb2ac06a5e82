///usr/bin/env jbang "$0" "$@" ; exit $?

//DESCRIPTION Runs the tests and shows them as a tree: ./jbang tests/RunAll.java --level unit Wrapper

//JAVA 17+

//DEPS info.picocli:picocli:4.7.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//DEPS org.junit.platform:junit-platform-launcher:6.1.3

//SOURCES ../cli/Cli.java
//SOURCES support/Sentences.java
//SOURCES support/Tree.java
//SOURCES AlertsTest.java
//SOURCES AvroClusterTest.java
//SOURCES AvroProgramsTest.java
//SOURCES AvroTest.java
//SOURCES BatchConsumerTest.java
//SOURCES CatalogTest.java
//SOURCES CertificatesLongTest.java
//SOURCES CertificatesTest.java
//SOURCES ClassArchiveTest.java
//SOURCES ClusterTest.java
//SOURCES CodecTest.java
//SOURCES ContainerTest.java
//SOURCES ConsumersTest.java
//SOURCES CopiesTest.java
//SOURCES BrokerProcessTest.java
//SOURCES BrokersSoakTest.java
//SOURCES BrokersTest.java
//SOURCES CommandLineTest.java
//SOURCES DeliveryTest.java
//SOURCES DocsTest.java
//SOURCES DownloadsTest.java
//SOURCES DrillPlanTest.java
//SOURCES DrillReportTest.java
//SOURCES DrillRunTest.java
//SOURCES DrillSoakTest.java
//SOURCES DrillTest.java
//SOURCES DrillsTest.java
//SOURCES FetchTest.java
//SOURCES InteropTest.java
//SOURCES FuzzSoakTest.java
//SOURCES FuzzTest.java
//SOURCES GroupsTest.java
//SOURCES HandOverTest.java
//SOURCES HandlingTest.java
//SOURCES HeadersTest.java
//SOURCES HostsLongTest.java
//SOURCES HostsTest.java
//SOURCES KillTest.java
//SOURCES LaunchTest.java
//SOURCES LeaderWatchTest.java
//SOURCES LedgerTest.java
//SOURCES LessonsQuickTest.java
//SOURCES LessonsRegistryTest.java
//SOURCES LessonsTest.java
//SOURCES MessageTest.java
//SOURCES MovePlanTest.java
//SOURCES MoveTest.java
//SOURCES MutantsTest.java
//SOURCES OneBrokerTest.java
//SOURCES OptionsTest.java
//SOURCES OutputTest.java
//SOURCES PaceTest.java
//SOURCES PagesTest.java
//SOURCES ProducerTest.java
//SOURCES PrometheusTest.java
//SOURCES RebalanceTest.java
//SOURCES RecoveryTest.java
//SOURCES RedriveTest.java
//SOURCES RedrivingTest.java
//SOURCES RegistryDownTest.java
//SOURCES RegistryLagTest.java
//SOURCES RegistryTest.java
//SOURCES StandbyTest.java
//SOURCES StartTest.java
//SOURCES StoppingTest.java
//SOURCES UndecodableTest.java
//SOURCES SecurityLongTest.java
//SOURCES SecurityTest.java
//SOURCES SignalsTest.java
//SOURCES SingleConsumerTest.java
//SOURCES SoakTest.java
//SOURCES SourcesTest.java
//SOURCES TreeTest.java
//SOURCES UpgradeTest.java
//SOURCES UsersTest.java
//SOURCES WalkTest.java
//SOURCES WatchBrokersTest.java
//SOURCES WatchControlStateTest.java
//SOURCES WatchControlTest.java
//SOURCES WatchGuardTest.java
//SOURCES WatchLiveTest.java
//SOURCES WatchStateTest.java
//SOURCES WatchTest.java
//SOURCES WatchMessagesClusterTest.java
//SOURCES WatchMessagesFrozenTest.java
//SOURCES WatchMessagesTest.java
//SOURCES WatchPageControlTest.java
//SOURCES WatchPageFilesTest.java
//SOURCES WatchPageRealTest.java
//SOURCES WatchPageTest.java
//SOURCES WatchProgramsTest.java
//SOURCES WatchRegistryTest.java
//SOURCES WrapperTest.java

// It shares the cores with the brokers and programs that it starts.
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.discoveryRequest;

import cli.Cli;
import cli.Problem;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import support.Sentences;
import support.Tree;

/**
 * The one test command. Exits with 0 when no test failed and with 1 otherwise; the last line says how many passed,
 * failed and were skipped.
 */
@Command(name = "RunAll.java", mixinStandardHelpOptions = true, description = "Runs the tests and shows them as a tree.")
public final class RunAll implements Callable<Integer> {

    /**
     * Every test class; a test checks that none is forgotten. Where they run side by side, they begin in this order: first
     * what waits for brokers that die, one test after the other, then what fills the time meanwhile.
     */
    static final List<Class<?>> TESTS = List.of(
            BrokersTest.class,
            LessonsTest.class,
            WatchBrokersTest.class,
            WatchControlTest.class,
            WatchMessagesFrozenTest.class,
            ClusterTest.class,
            ContainerTest.class,
            RegistryLagTest.class,
            LessonsRegistryTest.class,
            WatchMessagesClusterTest.class,
            CodecTest.class,
            DrillTest.class,
            DrillsTest.class,
            OneBrokerTest.class,
            KillTest.class,
            RedrivingTest.class,
            HandOverTest.class,
            RebalanceTest.class,
            DeliveryTest.class,
            StoppingTest.class,
            LessonsQuickTest.class,
            CommandLineTest.class,
            GroupsTest.class,
            UndecodableTest.class,
            WatchTest.class,
            WatchLiveTest.class,
            WatchPageRealTest.class,
            StartTest.class,
            InteropTest.class,
            AvroClusterTest.class,
            WatchPageTest.class,
            WatchPageControlTest.class,
            CatalogTest.class,
            WrapperTest.class,
            ClassArchiveTest.class,
            SourcesTest.class,
            PagesTest.class,
            WatchPageFilesTest.class,
            WatchProgramsTest.class,
            WalkTest.class,
            AlertsTest.class,
            MovePlanTest.class,
            FetchTest.class,
            CertificatesTest.class,
            ConsumersTest.class, CopiesTest.class,
            TreeTest.class,
            RegistryTest.class,
            MessageTest.class,
            AvroTest.class,
            FuzzTest.class,
            PaceTest.class,
            ProducerTest.class,
            HandlingTest.class,
            OutputTest.class,
            LeaderWatchTest.class,
            WatchGuardTest.class,
            WatchControlStateTest.class,
            WatchStateTest.class,
            LedgerTest.class,
            DrillPlanTest.class,
            DrillReportTest.class,
            DrillRunTest.class,
            OptionsTest.class,
            StandbyTest.class,
            LaunchTest.class,
            SignalsTest.class,
            BrokerProcessTest.class,
            SingleConsumerTest.class,
            BatchConsumerTest.class,
            RedriveTest.class,
            HeadersTest.class,
            WatchMessagesTest.class,
            AvroProgramsTest.class,
            DocsTest.class,
            SoakTest.class,
            FuzzSoakTest.class,
            BrokersSoakTest.class,
            RegistryDownTest.class,
            WatchRegistryTest.class,
            MutantsTest.class,
            DrillSoakTest.class,
            HostsTest.class,
            SecurityTest.class,
            HostsLongTest.class,
            SecurityLongTest.class,
            CertificatesLongTest.class,
            UsersTest.class,
            UpgradeTest.class,
            MoveTest.class,
            RecoveryTest.class,
            DownloadsTest.class,
            PrometheusTest.class);

    /**
     * What a test class costs, as its one JUnit tag says: milliseconds, a cluster, a Docker engine; and when asked for: a
     * browser, builds of the programs, some minutes, the default ports, root, or half an hour. A single case of a class may
     * have a tag, and so a level, of its own.
     */
    enum Level {
        UNIT, CLUSTER, DOCKER, BROWSER, START, FAULTS, DOCS, HOSTS, HOSTS_LONG, SOAK;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** How often it says what runs. */
    private static final Duration PACE = Duration.ofSeconds(10);

    /** Whose classes run side by side; those of the others need the computer, or the hosts, for themselves. */
    private static final Set<Level> SIDE_BY_SIDE = Set.of(Level.UNIT, Level.CLUSTER, Level.DOCKER, Level.BROWSER, Level.START);

    /** More than there are cores, because most of them wait most of the time. With six, two cores had a tenth more to do. */
    private static final int AT_ONCE = 4;

    /** Of classes that have clusters of their own, and break them. */
    private static final int CLUSTERS_AT_ONCE = 3;

    @Parameters(paramLabel = "NAME", arity = "0..*", showDefaultValue = Visibility.NEVER,
            description = "Only tests whose Class.method contains one of these, in any case.")
    List<String> names = List.of();

    @Option(names = "--level", split = ",", defaultValue = "unit,cluster,docker",
            description = "Which levels to run: ${COMPLETION-CANDIDATES}.")
    Set<Level> levels;

    public static void main(String... args) {
        // Also after Ctrl-C, which ends this JVM with 130
        Runtime.getRuntime().addShutdownHook(new Thread(RunAll::endAllThatWasStarted));
        System.exit(Cli.run(new RunAll(), args));
    }

    /** More than once: until this JVM ends, the tests go on and start others. */
    private static void endAllThatWasStarted() {
        for (var tries = 0; tries < 5; tries++) {
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public Integer call() {
        var selected = TESTS.stream().filter(test -> Stream.concat(Stream.of(level(test)), levelsOfCases(test))
                .anyMatch(levels::contains)).toList();
        var tree = new Tree(System.out, PACE, Path.of(System.getProperty("java.io.tmpdir")));
        try {
            var launcher = LauncherFactory.create();
            var plan = launcher.discover(request(selected));
            if (plan.countTestIdentifiers(test -> test.getSource().filter(MethodSource.class::isInstance).isPresent()) == 0) {
                throw new Problem("No test of " + words(levels) + " has a name with " + words(names)
                        + "; --level chooses among " + words(Arrays.asList(Level.values())) + ".");
            }
            launcher.execute(plan, tree);
        } catch (JUnitException e) {
            throw new Problem(e.getMessage(), e);
        }
        tree.printSummary();
        return tree.failed() == 0 ? Cli.DONE : Cli.FAILED;
    }

    static Level level(Class<?> test) {
        var levels = levels(test).toList();
        if (levels.size() != 1) {
            throw new Problem(test.getName() + " has the levels " + levels
                    + " and must have exactly one: @Tag(\"unit\"), for example.");
        }
        return levels.get(0);
    }

    private static Stream<Level> levelsOfCases(Class<?> test) {
        return Arrays.stream(test.getDeclaredMethods()).flatMap(RunAll::levels);
    }

    private static Stream<Level> levels(AnnotatedElement tagged) {
        var tags = Arrays.stream(tagged.getAnnotationsByType(Tag.class)).map(Tag::value).toList();
        return Arrays.stream(Level.values()).filter(level -> tags.contains(level.toString()));
    }

    private LauncherDiscoveryRequest request(List<Class<?>> tests) {
        var sideBySide = SIDE_BY_SIDE.containsAll(levels);
        var atOnce = sideBySide ? AT_ONCE : levels.contains(Level.SOAK) ? 1 : CLUSTERS_AT_ONCE;
        return discoveryRequest()
                .selectors(tests.stream().map(test -> selectClass(test)).toList())
                .filters((PostDiscoveryFilter) this::ofLevel, (PostDiscoveryFilter) this::named)
                .configurationParameter("junit.jupiter.displayname.generator.default", Sentences.class.getName())
                // a thread of its own, because a test that hangs may not notice an interrupt
                .configurationParameter("junit.jupiter.execution.timeout.default", "240 s")
                .configurationParameter("junit.jupiter.execution.timeout.thread.mode.default", "SEPARATE_THREAD")
                // of a class, only the tests that ask for it run side by side: those that mostly wait for a cluster
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.classes.default",
                        sideBySide ? "concurrent" : "same_thread")
                .configurationParameter("junit.jupiter.execution.parallel.config.executor-service", "WORKER_THREAD_POOL")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism",
                        String.valueOf(atOnce))
                // a @Test that JUnit would pass over (a private one, for example) is an error
                .configurationParameter("junit.platform.discovery.issue.severity.critical", "WARNING")
                .build();
    }

    private FilterResult ofLevel(TestDescriptor test) {
        return FilterResult.includedIf(test.getSource().filter(MethodSource.class::isInstance).map(MethodSource.class::cast)
                .map(source -> level(source.getJavaMethod())).filter(level -> !levels.contains(level)).isEmpty());
    }

    private static Level level(Method test) {
        return levels(test).findFirst().orElseGet(() -> level(test.getDeclaringClass().getNestHost()));
    }

    private FilterResult named(TestDescriptor test) {
        var name = test.getSource().map(RunAll::name).orElse("");
        return FilterResult.includedIf(names.isEmpty() || name.isEmpty()
                || names.stream().anyMatch(part -> name.contains(part.toLowerCase(Locale.ROOT))));
    }

    private static String name(TestSource source) {
        return source instanceof MethodSource method
                ? (method.getClassName().replace('$', '.') + '.' + method.getMethodName()).toLowerCase(Locale.ROOT) : "";
    }

    private static String words(Collection<?> things) {
        return things.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
