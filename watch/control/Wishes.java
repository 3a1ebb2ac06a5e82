package watch.control;

//SOURCES ../processes/Script.java
//SOURCES ../web/Query.java
//SOURCES Wanted.java

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import watch.processes.Script;
import watch.web.Query;

/** What the page may choose of a program's options: numbers within limits and words of a list. No text gets any further. */
public final class Wishes {

    private static final String PROGRAM = "program";
    private static final Set<String> OF_PRODUCER = Set.of("rate", "count", "keys", "format");
    private static final Set<String> OF_SINGLE = Set.of("group", "from", "format", "failEvery", "onError");
    private static final Set<String> OF_BATCH = both(OF_SINGLE, Set.of("maxBatch", "maxWait"));

    private static final Map<Script, Set<String>> KNOWN = Map.of(Script.PRODUCER, OF_PRODUCER,
            Script.SINGLE_CONSUMER, OF_SINGLE, Script.BATCH_CONSUMER, OF_BATCH);

    /** All that a request can have. */
    static final Set<String> FIELDS = both(both(OF_PRODUCER, OF_BATCH), Set.of(PROGRAM));

    /** Unless the user says otherwise, a batch has at least this many messages. */
    private static final int USUAL_BATCH = 10;

    private final Query query;
    private final List<String> options = new ArrayList<>();

    private Wishes(Query query) {
        this.query = query;
    }

    /** Throws {@link Query.Wrong} for what there is not. */
    public static Wanted of(Query query) {
        var name = query.required(PROGRAM);
        var script = KNOWN.keySet().stream().filter(one -> name(one).equals(name)).findFirst().orElseThrow(() ->
                new Query.Wrong("program must be one of " + words(KNOWN.keySet().stream().map(Wishes::name).toList()) + "."));
        query.values().keySet().stream().filter(field -> !field.equals(PROGRAM) && !KNOWN.get(script).contains(field))
                .findFirst().ifPresent(field -> {
                    throw new Query.Wrong("A " + name + " has no " + field + ".");
                });
        var wishes = new Wishes(query);
        return script == Script.PRODUCER ? wishes.producer() : wishes.consumer(script);
    }

    /** As the page and the list of programs have it: "single-consumer". */
    static String name(Script script) {
        return script.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Wanted producer() {
        if (query.text("rate").filter("max"::equals).isPresent()) {
            options.addAll(List.of("--rate", "max"));
        } else {
            number("rate", 1, 10_000, "--rate");
        }
        number("count", 1, 1_000_000, "--count");
        number("keys", 0, 1_000_000, "--keys");
        word("format", List.of("json", "long", "avro"), "--format");
        return new Wanted(Script.PRODUCER, null, List.copyOf(options));
    }

    private Wanted consumer(Script script) {
        var number = query.number("group", 1, 9, 1);
        var group = name(script) + (number == 1 ? "" : "-" + number);
        word("from", List.of("earliest", "latest"), "--from");
        word("format", List.of("auto", "json", "long", "avro"), "--format");
        if (query.number("failEvery", 0, 100_000, 0) > 0) {
            number("failEvery", 0, 100_000, "--fail-every");
        }
        word("onError", List.of("stop", "skip", "dlt"), "--on-error");
        if (query.number("maxBatch", 1, 5_000, USUAL_BATCH) < USUAL_BATCH) {
            number("maxBatch", 1, 5_000, "--min-batch"); // it may not be above the most
        }
        number("maxBatch", 1, 5_000, "--max-batch");
        if (query.text("maxWait").isPresent()) {
            options.addAll(List.of("--max-wait", query.number("maxWait", 1, 60_000, 1) + "ms"));
        }
        return new Wanted(script, group, List.copyOf(options));
    }

    private void number(String field, long least, long most, String option) {
        if (query.text(field).isPresent()) {
            options.addAll(List.of(option, String.valueOf(query.number(field, least, most, least))));
        }
    }

    private void word(String field, List<String> choices, String option) {
        query.text(field).ifPresent(said -> {
            if (!choices.contains(said)) {
                throw new Query.Wrong(field + " must be one of " + words(choices) + ".");
            }
            options.addAll(List.of(option, said));
        });
    }

    private static String words(List<String> choices) {
        return choices.stream().sorted().collect(Collectors.joining(", "));
    }

    private static Set<String> both(Set<String> some, Set<String> others) {
        var all = new TreeSet<>(some);
        all.addAll(others);
        return all;
    }
}
