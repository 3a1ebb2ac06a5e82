package watch.live;

//SOURCES ../asking/Picture.java
//SOURCES ../story/Sentence.java

import java.util.List;
import java.util.Map;
import watch.asking.Picture;
import watch.story.Sentence.Level;

/** What is done from the page. Asked in the loop's thread only, so it must not wait. */
public interface Doings {

    /** For the story. */
    record Doing(long at, Level level, String text) {
    }

    /** What can be done now, and what was, as sections of a frame; none where nothing can. */
    Map<String, Object> sections();

    /** What was done since this was last asked. */
    List<Doing> told();

    /** The picture of the topic that is always watched. */
    void see(Picture now);
}
