package preflight;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../output/Report.java
//SOURCES ../output/SafeText.java
//SOURCES Leaders.java

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import output.Report;
import output.SafeText;

/** Says once that partitions wait for their leader, again when the reason has become another, and once when they go on. */
public final class Silences {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final int NAMED = 5;

    private final Leaders leaders;
    private final Clock clock;
    private final Report report;
    private final Map<TopicPartition, Silence> silences = new HashMap<>();

    public Silences(Leaders leaders, Clock clock, Report report) {
        this.leaders = leaders;
        this.clock = clock;
        this.report = report;
    }

    /**
     * @param said the reason that the user knows
     * @param seen the one that the last look found
     */
    private record Silence(Instant since, Reason said, Reason seen) {

        static Silence begun(Instant since, Reason reason) {
            return new Silence(since, reason, reason);
        }

        /** Another reason counts once it has lasted: a leader that has just been elected cannot answer at once. */
        Silence lookedAt(Reason reason) {
            return new Silence(since, reason.equals(seen) ? reason : said, reason);
        }

        boolean isNewsAfter(Silence before) {
            return before == null || !said.equals(before.said);
        }
    }

    /** Why one partition waits, and why several do. */
    private record Reason(String ofOne, String ofSeveral) {

        static final Reason NO_BROKER = new Reason("no broker answers", "no broker answers");

        static Reason of(Integer leader) {
            if (leader == null) {
                return new Reason("it has no leader", "they have no leader");
            }
            var broker = " leader, broker " + leader + ", does not answer";
            return new Reason("its" + broker, "their" + broker);
        }
    }

    /** Asks the leaders of these partitions, and forgets all others. */
    public void look(Set<TopicPartition> partitions) {
        var asked = clock.instant();
        var silent = leaders.silent(partitions);
        silences.keySet().retainAll(partitions);
        if (silent.isEmpty() && silences.isEmpty()) {
            return;
        }
        var known = leaders.known(partitions); // asked now: a leader that has just answered may be one since a moment only
        if (known.isPresent()) {
            sayWhatGoesOn(silent, known.get());
            sayWhatWaits(silent, asked, partition -> Reason.of(known.get().get(partition)));
        } else if (silent.equals(partitions)) {
            sayWhatWaits(silent, asked, partition -> Reason.NO_BROKER);
        }
    }

    private void sayWhatWaits(Set<TopicPartition> silent, Instant asked, Function<TopicPartition, Reason> reasons) {
        var before = Map.copyOf(silences);
        silent.forEach(partition -> silences.put(partition, before.containsKey(partition)
                ? before.get(partition).lookedAt(reasons.apply(partition)) : Silence.begun(asked, reasons.apply(partition))));
        var news = silent.stream().filter(partition -> silences.get(partition).isNewsAfter(before.get(partition))).toList();
        grouped(news, partition -> silences.get(partition).said).forEach((reason, waiting) -> report.warn(
                "Waiting since " + TIME.format(LocalTime.ofInstant(earliest(waiting), clock.getZone())) + " for "
                        + (reason == Reason.NO_BROKER ? "the whole topic" : names(waiting)) + ": "
                        + (waiting.size() == 1 ? reason.ofOne : reason.ofSeveral) + "."));
    }

    private void sayWhatGoesOn(Set<TopicPartition> silent, Map<TopicPartition, Integer> leaders) {
        var goOn = silences.keySet().stream().filter(partition -> !silent.contains(partition) && leaders.containsKey(partition));
        grouped(goOn.toList(), leaders::get).forEach((leader, partitions) -> {
            var seconds = Duration.between(earliest(partitions), clock.instant()).toMillis() / 1e3;
            report.talk(String.format(Locale.ROOT, partitions.size() == 1 ? "%s answers again after %.1f s; broker %d leads it."
                    : "%s answer again after %.1f s; broker %d leads them.", names(partitions), seconds, leader));
            silences.keySet().removeAll(partitions);
        });
    }

    private Instant earliest(Collection<TopicPartition> partitions) {
        return partitions.stream().map(partition -> silences.get(partition).since).min(Comparator.naturalOrder()).orElseThrow();
    }

    private static <K> Map<K, List<TopicPartition>> grouped(
            Collection<TopicPartition> partitions, Function<TopicPartition, K> by) {
        return partitions.stream().sorted(Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition))
                .collect(Collectors.groupingBy(by, LinkedHashMap::new, Collectors.toList()));
    }

    /** messages-0, messages-1 and messages-2 */
    private static String names(List<TopicPartition> partitions) {
        var names = partitions.stream().limit(NAMED).map(partition -> SafeText.of(partition.toString())).toList();
        if (partitions.size() > NAMED) {
            return String.join(", ", names) + " and " + (partitions.size() - NAMED) + " more";
        }
        var last = names.size() - 1;
        return last == 0 ? names.get(0) : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
    }
}
