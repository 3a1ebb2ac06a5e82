package watch.lessons;

//SOURCES ../../output/Place.java
//SOURCES ../../output/SafeText.java
//SOURCES ../processes/PrintedEvent.java

import java.util.stream.Collectors;
import output.Place;
import output.SafeText;
import watch.processes.PrintedEvent;

/** What a program printed, in a few words, of which the topic is none: it is the lesson's. */
public final class EventText {

    private EventText() {
    }

    public static String of(PrintedEvent event) {
        var name = event.name();
        return switch (name) {
            case "acked" -> name + " " + event.id() + " -> " + at(event.place());
            case "processed" -> name + " " + event.id() + " <- " + at(event.place()) + (event.again() ? " (again)" : "");
            case "committed" -> name + " " + offsets(event);
            case "batch" -> "batch of " + event.size() + " (" + event.reason() + ")";
            case "assigned" -> name + " " + partitions(event) + (offsets(event).isEmpty() ? "" : ", from " + offsets(event));
            case "revoked", "lost" -> name + " " + partitions(event);
            case "skipped", "dead-lettered", "refused" -> name + " " + at(event.place()) + ": " + SafeText.of(event.reason());
            case "failed", "unknown" -> name + " " + (event.id() == null ? at(event.place()) : event.id()) + ": "
                    + SafeText.of(event.reason());
            case "redriven" -> name + " " + at(event.place()) + " -> " + at(event.to());
            default -> name;
        };
    }

    private static String at(Place place) {
        return place.partition() + "@" + place.offset();
    }

    /** 0@14 1@20 */
    private static String offsets(PrintedEvent event) {
        return event.offsets().entrySet().stream().filter(one -> one.getValue() != null)
                .map(one -> one.getKey() + "@" + one.getValue()).collect(Collectors.joining(" "));
    }

    private static String partitions(PrintedEvent event) {
        return event.offsets().keySet().stream().map(number -> "partition " + number).collect(Collectors.joining(", "));
    }
}
