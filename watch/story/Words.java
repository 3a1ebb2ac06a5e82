package watch.story;

//SOURCES ../../output/SafeText.java

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import output.SafeText;

/** How numbers, times and names are said. */
final class Words {

    /** More names than these are counted. */
    private static final int NAMED = 3;
    private static final long MINUTE = 60_000;

    private Words() {
    }

    /** "1.2 s", "75 s", "12 min" */
    static String time(long millis) {
        return millis < 10_000 ? String.format(Locale.ROOT, "%.1f s", millis / 1000.0)
                : millis < 3 * MINUTE ? millis / 1000 + " s" : millis / MINUTE + " min";
    }

    /** "1 message", "1,200 messages" */
    static String count(long number, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
    }

    /** "messages-0, messages-2", or "messages-0, messages-1, messages-2 and 7 more" */
    static String partitions(String topic, Collection<Integer> partitions) {
        var all = partitions.stream().sorted().toList();
        var named = all.stream().limit(NAMED).map(one -> SafeText.of(topic) + "-" + one).toList();
        return all.size() > NAMED ? String.join(", ", named) + " and " + (all.size() - NAMED) + " more" : list(named);
    }

    /** "broker 1", "brokers 1 and 3" */
    static String brokers(Collection<Integer> ids) {
        return (ids.size() == 1 ? "broker " : "brokers ") + list(ids.stream().sorted().map(String::valueOf).toList());
    }

    private static String list(List<String> words) {
        return words.size() < 2 ? String.join("", words)
                : words.stream().limit(words.size() - 1).collect(Collectors.joining(", "))
                + " and " + words.get(words.size() - 1);
    }
}
