package watch.story;

//SOURCES ../asking/Picture.java
//SOURCES Brokers.java
//SOURCES Groups.java
//SOURCES InSync.java
//SOURCES Lag.java
//SOURCES Leaders.java
//SOURCES Sentence.java
//SOURCES Teller.java
//SOURCES Topic.java

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import watch.asking.Picture;
import watch.story.Sentence.Kind;
import watch.story.Sentence.Level;

/** What happened, in sentences: the last two hundred, the oldest first. */
public final class Story {

    private static final int MOST = 200;

    private final List<Teller> tellers =
            List.of(new Brokers(), new Topic(), new Leaders(), new InSync(), new Groups(), new Lag());
    private final Deque<Sentence> sentences = new ArrayDeque<>();
    private long last;

    /** @param first the number of the oldest sentence that is still there */
    public record Told(long first, List<Sentence> sentences) {

        /** The number of the newest one. */
        public long newest() {
            return first + sentences.size() - 1;
        }
    }

    /** What has changed since the picture before. */
    public List<Sentence> see(Picture now) {
        var said = tellers.stream().flatMap(teller -> teller.see(now).stream()).toList();
        return said.stream().map(one -> add(now.at(), one.kind(), one.level(), one.text())).toList();
    }

    /** What Watch itself did. */
    public Sentence tell(long at, Level level, String text) {
        return add(at, Kind.WATCH, level, text);
    }

    private Sentence add(long at, Kind kind, Level level, String text) {
        var sentence = new Sentence(++last, at, kind, level, text);
        sentences.add(sentence);
        if (sentences.size() > MOST) {
            sentences.removeFirst();
        }
        return sentence;
    }

    public Told told() {
        return new Told(last - sentences.size() + 1, List.copyOf(sentences));
    }
}
