package drill.ledger;

//SOURCES GroupAccount.java
//SOURCES Judge.java

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What was acknowledged and what was processed, over many processes and restarts, built only from what the programs print.
 * Truth is what the brokers acknowledged to the producers, never what was received. Each process has its own thread that
 * reads its stdout, so every method that is called while they run is synchronized.
 */
public final class Ledger {

    /** Each producer process has this many ids to itself, so that an id tells who sent it. */
    public static final long IDS_PER_PRODUCER = 1_000_000_000;

    private final long firstId;
    private final Timeline timeline;
    private final List<GroupAccount> groups;
    private final List<ProducerAccount> producers = new ArrayList<>();
    private final List<ConsumerAccount> consumers = new ArrayList<>();
    private final EventLine line = new EventLine();
    private String strange;
    private long torn;

    /** What one process printed. */
    public sealed interface Account permits ProducerAccount, ConsumerAccount {

        /** False when this kind of program never prints such an event. */
        boolean enter(EventLine line);

        Said said();
    }

    /**
     * The sum of what one process printed.
     *
     * @param acked messages that a producer said were acknowledged
     * @param notAcked messages that it said failed, or whose outcome it did not know
     * @param summarized whether it came to its end, where it prints its summary
     */
    public record Said(long acked, long notAcked, boolean summarized) { }

    public Ledger(long firstId, long beganAt, List<String> groups) {
        this.firstId = firstId;
        this.timeline = new Timeline(beganAt, groups.size());
        this.groups = IntStream.range(0, groups.size())
                .mapToObj(number -> new GroupAccount(groups.get(number), number, timeline)).toList();
    }

    // --- processes

    /** A new producer process; it must be started with the first id of its account. */
    public synchronized ProducerAccount producer() {
        var account = new ProducerAccount(firstId + IDS_PER_PRODUCER * producers.size(), groups.size(), timeline);
        producers.add(account);
        return account;
    }

    public synchronized ConsumerAccount consumer(String group) {
        var account = new ConsumerAccount(this, group(group).findFirst().orElseThrow());
        consumers.add(account);
        return account;
    }

    public synchronized void killed(ConsumerAccount consumer) {
        consumer.killed();
    }

    /** Enters the whole lines of what a process wrote; says how many bytes those are. */
    public synchronized int enter(Account account, byte[] bytes, int from, int to) {
        var begin = from;
        for (var next = from; next < to; next++) {
            if (bytes[next] == '\n') {
                if (!(line.read(bytes, begin, next + 1) && account.enter(line)) && strange == null) {
                    strange = new String(bytes, begin, Math.min(next - begin, 200));
                }
                begin = next + 1;
            }
        }
        return begin - from;
    }

    /** A process was killed in the middle of a line: an event that is not whole does not count. */
    public synchronized void torn() {
        torn++;
    }

    // --- faults

    public synchronized Incident began(String fault, String what, Set<String> affected) {
        return timeline.began(fault, what, affected, System.currentTimeMillis());
    }

    public synchronized void mended(Incident incident) {
        timeline.mended(incident, System.currentTimeMillis());
    }

    // --- what is in it

    /** Which process sent this id; null when it is none of this drill's. */
    ProducerAccount producerOf(long id) {
        var index = Math.floorDiv(id - firstId, IDS_PER_PRODUCER);
        return index >= 0 && index < producers.size() ? producers.get((int) index) : null;
    }

    /** A line that is no event, if there was one: then nothing in here can be trusted. */
    public synchronized String strange() {
        return strange;
    }

    public synchronized long tornLines() {
        return torn;
    }

    public synchronized long acked() {
        return producers.stream().mapToLong(ProducerAccount::acked).sum();
    }

    public synchronized Said said(Account account) {
        return account.said();
    }

    /** How many messages this process has had acknowledged, or has processed. */
    public synchronized long count(Account account) {
        return account instanceof ProducerAccount producer ? producer.acked() : ((ConsumerAccount) account).count();
    }

    public List<String> groups() {
        return groups.stream().map(GroupAccount::name).toList();
    }

    public synchronized int assigned(ConsumerAccount consumer) {
        return consumer.assigned();
    }

    /** All that groups have processed, duplicates too. */
    public synchronized long processed() {
        return consumers.stream().mapToLong(ConsumerAccount::count).sum();
    }

    /** How many acknowledged messages a group has not processed: not exact once it has found some that were not acknowledged. */
    public synchronized long behind(String group) {
        return Math.max(0, acked() - group(group).mapToLong(GroupAccount::distinct).sum());
    }

    public synchronized long duplicates(String group) {
        return group(group).flatMap(account -> account.duplicates().values().stream()).mapToLong(Long::longValue).sum();
    }

    private Stream<GroupAccount> group(String name) {
        return groups.stream().filter(account -> account.name().equals(name));
    }

    public synchronized List<Incident> broken() {
        return timeline.incidents().stream().filter(incident -> !incident.isMended()).toList();
    }

    /** Once all processes have ended. */
    public synchronized Verdict verdict(Verdict.Writes writes) {
        return new Judge(producers, groups).verdict(writes);
    }

    /** Once all processes have ended. */
    public synchronized Timeline timeline() {
        return timeline;
    }
}
