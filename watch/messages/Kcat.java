package watch.messages;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../../encoding/Format.java
//SOURCES Criteria.java
//SOURCES Shell.java
//SOURCES Start.java
//SOURCES TerminalSearch.java
//SOURCES Wanted.java

import encoding.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;

/** What does the same in a terminal: kcat, which joins no group either. Of the settings it gets those that are no secret. */
public record Kcat(List<String> connection) {

    /** The time comes first, so that sorting puts partitions in one order. kcat makes a line feed of the \n itself. */
    private static final List<String> LINES = List.of("-f", "%T %p@%o %k %s\\n");
    private static final List<String> LINES_OF_NUMBERS = List.of("-s", "value=>q", "-f", LINES.get(1));

    /** Also what was written in transactions that were given up: kcat leaves it out, and what is in the log is shown here. */
    private static final List<String> ALL_THERE_IS = List.of("-X", "isolation.level=read_uncommitted");

    public static Kcat of(Map<String, Object> clientSettings) {
        var words = new ArrayList<>(List.of("-b", text(clientSettings, CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)));
        var protocol = text(clientSettings, CommonClientConfigs.SECURITY_PROTOCOL_CONFIG).toLowerCase(Locale.ROOT);
        if (!protocol.isEmpty()) {
            words.addAll(List.of("-X", "security.protocol=" + protocol));
        }
        if (protocol.startsWith("sasl")) {
            words.addAll(List.of("-X", "sasl.mechanism=" + text(clientSettings, SaslConfigs.SASL_MECHANISM)));
        }
        return new Kcat(words);
    }

    private static String text(Map<String, Object> settings, String name) {
        var value = settings.get(name);
        return value instanceof List<?> several ? several.stream().map(String::valueOf).collect(Collectors.joining(","))
                : value == null ? "" : value.toString();
    }

    /**
     * So many from there on, or the last so many; kcat cannot limit the sum of several partitions. Null where a terminal must
     * not get it.
     */
    public String list(Wanted wanted, Start start, int count) {
        var isFromEnd = start instanceof Start.End;
        var lines = lines(wanted);
        if (wanted.partition().isEmpty()) {
            var several = " | sort -V | " + (isFromEnd ? "tail" : "head") + " -n " + count;
            return command(wanted, from(wanted, start, count), lines, "-e").map(command -> command + several).orElse(null);
        }
        var most = isFromEnd ? new String[] {"-e"} : new String[] {"-c", String.valueOf(count), "-e"};
        return command(wanted, from(wanted, start, count), lines, most).orElse(null);
    }

    /** Null for a field, which no common command of a terminal finds. */
    public String search(Wanted wanted, Start start, Criteria criteria) {
        return command(wanted, from(wanted, start, 0), TerminalSearch.PRINTED, "-e").filter(any -> criteria.field().isEmpty())
                .flatMap(command -> Shell.command(TerminalSearch.words(wanted.format(), criteria))
                        .map(finds -> command + " | " + finds)).orElse(null);
    }

    public String one(Wanted wanted, long offset) {
        return command(wanted, Optional.of(String.valueOf(offset)), lines(wanted), "-c", "1", "-e").orElse(null);
    }

    private static List<String> lines(Wanted wanted) {
        return wanted.format() == Format.LONG ? LINES_OF_NUMBERS : LINES;
    }

    private Optional<String> command(Wanted wanted, Optional<String> from, List<String> printed, String... more) {
        return from.flatMap(position -> {
            var words = new ArrayList<>(List.of("kcat", "-C", "-q"));
            words.addAll(connection);
            words.addAll(ALL_THERE_IS);
            words.addAll(List.of("-t", wanted.topic()));
            wanted.partition().ifPresent(partition -> words.addAll(List.of("-p", String.valueOf(partition))));
            words.addAll(List.of("-o", position));
            words.addAll(List.of(more));
            return Shell.command(Stream.concat(words.stream(), printed.stream()).toList());
        });
    }

    /** kcat knows no list of positions. */
    private static Optional<String> from(Wanted wanted, Start start, int count) {
        if (start instanceof Start.End) {
            return Optional.of("-" + count);
        } else if (start instanceof Start.Begin) {
            return Optional.of("beginning");
        } else if (start instanceof Start.Time time) {
            return Optional.of("s@" + time.millis());
        } else if (start instanceof Start.Offset offset) {
            return Optional.of(String.valueOf(offset.offset()));
        }
        return start instanceof Start.Positions some && wanted.partition().isPresent()
                ? Optional.ofNullable(some.next().get(wanted.partition().getAsInt())).map(String::valueOf) : Optional.empty();
    }
}
