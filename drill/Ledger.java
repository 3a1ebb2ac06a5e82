package drill;

//SOURCES Account.java
//SOURCES EventLine.java
//SOURCES GroupBook.java
//SOURCES Incident.java
//SOURCES Judge.java
//SOURCES Reads.java
//SOURCES Sends.java
//SOURCES Timeline.java
//SOURCES Verdict.java

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What was acknowledged and what was processed, over many processes and restarts, built only from what the programs print.
 * Truth is what the producers' brokers acknowledged, never what was received. Each process has its own thread that reads its
 * stdout, so every method that is called while they run is synchronized.
 */
public final class Ledger {

    /** Each producer process has this many ids to itself, so that an id tells who sent it. */
    public static final long IDS_PER_PRODUCER = 1_000_000_000;

    private final long firstId;
    private final Timeline timeline;
    private final List<GroupBook> groups;
    private final List<Sends> sends = new ArrayList<>();
    private final List<Reads> reads = new ArrayList<>();
    private final EventLine line = new EventLine();
    private String strange;
    private long torn;

    public Ledger(long firstId, long beganAt, List<String> groups) {
        this.firstId = firstId;
        this.timeline = new Timeline(beganAt, groups.size());
        this.groups = IntStream.range(0, groups.size()).mapToObj(number -> new GroupBook(groups.get(number), number, timeline)).toList();
    }

    // --- processes

    /** A new producer process; it must be started with the ids of its account. */
    public synchronized Sends producer() {
        var one = new Sends(firstId + IDS_PER_PRODUCER * sends.size(), groups.size(), timeline);
        sends.add(one);
        return one;
    }

    public synchronized Reads consumer(String group) {
        var one = new Reads(this, groups.stream().filter(book -> book.name().equals(group)).findFirst().orElseThrow());
        reads.add(one);
        return one;
    }

    public synchronized void killed(Reads consumer) {
        consumer.killed();
    }

    /** Enters the whole lines of what a process wrote; says how many bytes those are. */
    public synchronized int enter(Account account, byte[] bytes, int from, int to) {
        var begin = from;
        for (var next = from; next < to; next++) {
            if (bytes[next] == '\n') {
                if (!(line.read(bytes, begin, next) && account.enter(line)) && strange == null) {
                    strange = new String(bytes, begin, Math.min(next - begin, 200));
                }
                begin = next + 1;
            }
        }
        return begin - from;
    }

    /** A process ended, killed, in the middle of a line: what was not written to its end was not said. */
    public synchronized void torn() {
        torn++;
    }

    // --- faults

    public synchronized Incident began(String fault, String what, Set<String> hurt) {
        return timeline.began(fault, what, hurt, System.currentTimeMillis());
    }

    public synchronized void mended(Incident incident) {
        timeline.mended(incident, System.currentTimeMillis());
    }

    // --- what is in it

    /** Whose ids these are; null when this drill did not send them. */
    Sends sends(long id) {
        var index = Math.floorDiv(id - firstId, IDS_PER_PRODUCER);
        return index >= 0 && index < sends.size() ? sends.get((int) index) : null;
    }

    /** A line that is no event, if there was one: then nothing in here can be trusted. */
    public synchronized String strange() {
        return strange;
    }

    public synchronized long tornLines() {
        return torn;
    }

    public synchronized long acked() {
        return sends.stream().mapToLong(Sends::acked).sum();
    }

    public synchronized long acked(Sends producer) {
        return producer.acked();
    }

    /** How many messages this process has had acknowledged, or has processed. */
    synchronized long count(Account account) {
        return account instanceof Sends producer ? producer.acked() : ((Reads) account).count();
    }

    List<String> groups() {
        return groups.stream().map(GroupBook::name).toList();
    }

    synchronized int assigned(Reads consumer) {
        return consumer.assigned();
    }

    /** All that groups have processed, again and again. */
    public synchronized long processed() {
        return reads.stream().mapToLong(Reads::count).sum();
    }

    /** How many acknowledged messages a group has not processed: quick, and not exact while some were found that were not acknowledged. */
    public synchronized long behind(String group) {
        return Math.max(0, acked() - groups.stream().filter(book -> book.name().equals(group)).mapToLong(GroupBook::distinct).sum());
    }

    public synchronized long again(String group) {
        return groups.stream().filter(book -> book.name().equals(group)).flatMap(book -> book.again().values().stream()).mapToLong(Long::longValue).sum();
    }

    public synchronized List<Incident> broken() {
        return timeline.incidents().stream().filter(incident -> !incident.isMended()).toList();
    }

    /** Once all processes have ended. */
    public synchronized Verdict verdict() {
        return new Judge(sends, groups).verdict();
    }

    /** Once all processes have ended. */
    public synchronized Timeline timeline() {
        return timeline;
    }
}
