package watch.live;

//SOURCES ../asking/Asking.java
//SOURCES ../asking/Flow.java
//SOURCES ../asking/Picture.java
//SOURCES ../story/Plot.java
//SOURCES ../story/Story.java
//SOURCES ../web/Frame.java
//SOURCES Doings.java
//SOURCES Sections.java
//SOURCES Shown.java

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import watch.asking.Asking;
import watch.asking.Flow;
import watch.asking.Picture;
import watch.story.Plot;
import watch.story.Story;
import watch.web.Frame;

/** A topic, what happens to it, and who looks at it. Used in the loop's thread only. */
final class Scene {

    private static final long WHOLE_EVERY = 5000;
    private static final long SECOND = 1000;

    /** Of how many frames it is remembered which sentence was the last. */
    private static final int FRAMES = 5000;

    private final String topic;
    private final Asking asking;
    private final Watched watched;
    private final LongSupplier sequence;
    private final Supplier<Map<String, Object>> control;
    private final Sections sections = new Sections();
    private final Story story = new Story();
    private final Plot plot = new Plot();
    private final List<Consumer<Frame>> takers = new ArrayList<>();
    private final NavigableMap<Long, Long> told = new TreeMap<>();
    private final Shown shown = new Shown();
    private Flow flow;
    private Picture picture;
    private long wholeAt;
    private long pointAt;
    private long leftAt;

    /** The program itself. */
    record Watched(String version, long startedAt, long now) {

        Watched at(long time) {
            return new Watched(version, startedAt, time);
        }
    }

    record Topics(List<String> names, int more) {

        private static final int MOST = 500;

        static Topics of(List<String> names) {
            return new Topics(names.stream().limit(MOST).toList(), Math.max(0, names.size() - MOST));
        }
    }

    /** @param control the sections of what can be done */
    Scene(String topic, Asking asking, Watched watched, LongSupplier sequence, Supplier<Map<String, Object>> control) {
        this.control = control;
        this.topic = topic;
        this.asking = asking;
        this.watched = watched;
        this.sequence = sequence;
        this.leftAt = watched.now();
    }

    boolean isLookedAt() {
        return !takers.isEmpty();
    }

    long leftAt() {
        return leftAt;
    }

    void follow(OptionalLong last, Consumer<Frame> taker, long now) {
        takers.add(taker);
        if (flow == null) {
            flow = asking.flow();
        }
        look(now);
        var moment = moment(now);
        moment.put("whole", true);
        moment.put("missed", missed(last));
        moment.put("flow", shown.of(List.of(), picture.topic().perSecond(), now));
        moment.put("plot", plot.all());
        taker.accept(frame(sections.all(moment)));
    }

    void leave(Consumer<Frame> taker, long now) {
        if (takers.remove(taker) && takers.isEmpty()) {
            leftAt = now;
            flow.close();
            flow = null;
        }
    }

    /** How many sentences came after that frame and are no longer there. */
    private long missed(OptionalLong last) {
        var seen = last.isEmpty() ? null : told.floorEntry(last.getAsLong());
        return seen == null ? 0 : Math.max(0, story.told().first() - seen.getValue() - 1);
    }

    /** The last one that was seen. */
    Optional<Picture> picture() {
        return Optional.ofNullable(picture);
    }

    void tell(Doings.Doing doing) {
        plot.mark(List.of(story.tell(doing.at(), doing.level(), doing.text())));
    }

    /** Sees what is new, and tells it to those who look. */
    void tick(long now) {
        look(now);
        var isPoint = now - pointAt >= SECOND && picture.topic().askedAt() != null;
        if (isPoint) {
            pointAt = now;
            plot.add(picture);
        }
        var marks = plot.newMarks();
        if (takers.isEmpty()) {
            return;
        }
        flow.reaches(Asking.ends(picture.topic()), picture.topic().perSecond());
        var moment = moment(now);
        var messages = shown.of(flow.take(), picture.topic().perSecond(), now);
        if (!messages.messages().isEmpty() || isPoint) {
            moment.put("flow", messages);
        }
        if (isPoint) {
            moment.put("plotAdded", plot.newest());
        }
        if (!marks.isEmpty()) {
            moment.put("marksAdded", marks);
        }
        if (now - wholeAt >= WHOLE_EVERY) {
            wholeAt = now;
            moment.put("whole", true);
            moment.put("flow", messages);
            moment.put("plot", plot.all());
            sections.changed(Map.of());
            send(frame(sections.all(moment)));
        } else if (sections.hasChanged() || moment.size() > 1) {
            send(frame(sections.changed(moment)));
        }
    }

    private void look(long now) {
        picture = asking.picture(topic, now);
        plot.mark(story.see(picture));
        sections.see("cluster", picture.cluster());
        sections.see("topics", Topics.of(asking.topics()));
        sections.see("topic", picture.topic().shown());
        sections.see("groups", picture.groups());
        sections.see("producers", asking.producers(topic));
        sections.see("story", story.told());
        control.get().forEach(sections::see);
    }

    private Map<String, Object> moment(long now) {
        var moment = new LinkedHashMap<String, Object>();
        moment.put("watch", watched.at(now));
        return moment;
    }

    private Frame frame(String json) {
        var number = sequence.getAsLong();
        told.put(number, story.told().newest());
        if (told.size() > FRAMES) {
            told.pollFirstEntry();
        }
        return Frame.of(number, json);
    }

    private void send(Frame frame) {
        takers.forEach(taker -> taker.accept(frame));
    }

    void close() {
        if (flow != null) {
            flow.close();
        }
    }
}
