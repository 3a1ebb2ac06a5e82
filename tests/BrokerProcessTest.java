//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../cli/Problem.java
//SOURCES ../cluster/Broker.java
//SOURCES ../cluster/Fleet.java
//SOURCES ../cluster/Layout.java
//SOURCES support/Repo.java
//SOURCES support/Wait.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cli.Problem;
import cluster.Broker;
import cluster.Fleet;
import cluster.Layout;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import support.Repo;
import support.Wait;

/**
 * A process that ends loses its command line first and its ports some time later: as a rule a few milliseconds, and here
 * longer, by a stand-in for a broker that does the same by itself.
 */
@Tag("unit")
@Timeout(60)
class BrokerProcessTest {

    /** Listens, says so, and at TERM, or at once when told, hides its command line and goes on for a moment. */
    private static final String STAND_IN = """
            use IO::Socket::INET;
            my %address = (LocalAddr => '127.0.0.1', LocalPort => $ARGV[0]);
            our $port = IO::Socket::INET->new(%address, Listen => 1, ReuseAddr => 1) or die;
            my $moment = $ARGV[1];
            sub end { $0 = ''; open(my $said, '>', $ARGV[3]) or die; close($said); select(undef, undef, undef, $moment); exit }
            $SIG{TERM} = \\&end;
            open(my $said, '>', $ARGV[2]) or die; close($said);
            end() if $ARGV[4] eq 'ending';
            sleep 60;
            """;

    @TempDir
    Path folder;

    private final List<Process> standIns = new ArrayList<>();
    private Broker broker;

    @BeforeEach
    void oneBroker() throws IOException {
        assumeTrue(new ProcessBuilder("sh", "-c", "perl -MIO::Socket::INET -e 1 2>/dev/null").start().onExit().join()
                .exitValue() == 0, "there is no perl");
        var layout = Layout.wanted(folder, Optional.empty(), 1, freePort(), null, null);
        broker = new Fleet(layout).broker(1);
        Files.createDirectories(folder.resolve("broker-1"));
    }

    @AfterEach
    void end() {
        standIns.forEach(Process::destroyForcibly);
    }

    @Test
    void whoStopsABrokerGoesOnWhenItsPortIsFree() throws Exception {
        standIn("working", "0.4");
        assertThat(broker.running()).isTrue();
        assertThat(broker.stop()).as("it ended by itself").isTrue();
        assertThatCode(() -> bind(broker.layout().port())).doesNotThrowAnyException();
    }

    @Test
    void whoStartsABrokerWaitsForWhatIsLeftOfTheLastOne() throws Exception {
        standIn("ending", "0.4");
        assertThat(broker.running()).isFalse();
        assertThatThrownBy(broker::startAgain).as("it looks for its data next").isInstanceOf(Problem.class)
                .hasMessageContaining("data of broker 1 is gone");
        assertThatCode(() -> bind(broker.layout().port())).doesNotThrowAnyException();
    }

    @Test
    void whoStartsAClusterWaitsForWhatIsLeftOfTheLastOne() throws Exception {
        standIn("ending", "0.4");
        new Fleet(broker.layout()).requireIdle(talk -> { });
        assertThatCode(() -> bind(broker.layout().port())).doesNotThrowAnyException();
        broker.requirePorts();
    }

    /** As of a broker that was killed, where its parent, or what has the process id 1 in a container, does not reap it. */
    @Test
    void aZombieDoesNotRunAndIsNotWaitedFor() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/stat")), "there is no /proc");
        var parent = new ProcessBuilder("sh", "-c", "sleep 0.1 & echo $!; exec sleep 60").start();
        standIns.add(parent);
        var pid = parent.inputReader().readLine();
        var stat = Path.of("/proc", pid, "stat");
        Wait.until("it is a zombie", () -> Repo.text(stat).contains(") Z "));
        Files.writeString(record(), pid);
        assertThat(ProcessHandle.of(Long.parseLong(pid))).get().as("for Java it is there").matches(ProcessHandle::isAlive);
        assertThat(broker.running()).isFalse();
        var began = Instant.now();
        broker.awaitEnd();
        assertThat(began).isAfter(Instant.now().minusSeconds(4));
    }

    /** Only a process that was there before the record can be the recorded one. */
    @Test
    void whoHasItsNumberNowIsNotWaitedFor() throws Exception {
        var other = standIn("ending", "60");
        Files.setLastModifiedTime(record(), FileTime.from(other.info().startInstant().orElseThrow().minusSeconds(1)));
        var began = Instant.now();
        new Fleet(broker.layout()).requireIdle(talk -> { });
        assertThat(other.isAlive()).isTrue();
        assertThat(began).isAfter(Instant.now().minusSeconds(4));
        assertThatThrownBy(broker::requirePorts).isInstanceOf(Problem.class)
                .hasMessageStartingWith("Port " + broker.layout().port() + " of this computer is taken by another program");
    }

    private Process standIn(String what, String moment) throws Exception {
        var ready = folder.resolve("ready");
        var ending = folder.resolve("ending");
        var process = new ProcessBuilder("perl", "-e", STAND_IN, String.valueOf(broker.layout().port()), moment,
                ready.toString(), ending.toString(), what,
                folder.resolve("broker-1/server.properties").toString()).inheritIO().start();
        standIns.add(process);
        Wait.until("it listens", () -> Files.exists(what.equals("ending") ? ending : ready));
        Files.writeString(record(), String.valueOf(process.pid()));
        return process;
    }

    private Path record() {
        return folder.resolve("broker-1/process");
    }

    private static void bind(int port) throws IOException {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(socket.isBound()).isTrue();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
