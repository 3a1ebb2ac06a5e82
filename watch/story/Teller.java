package watch.story;

//SOURCES ../asking/Picture.java
//SOURCES Sentence.java

import java.util.List;
import watch.asking.Picture;
import watch.story.Sentence.Kind;
import watch.story.Sentence.Level;

/** Tells one kind of thing from what has changed between two pictures. */
interface Teller {

    record Said(Kind kind, Level level, String text) {

        static Said info(Kind kind, String text) {
            return new Said(kind, Level.INFO, text);
        }

        static Said warn(Kind kind, String text) {
            return new Said(kind, Level.WARN, text);
        }

        static Said fault(Kind kind, String text) {
            return new Said(kind, Level.FAULT, text);
        }
    }

    /** Of the first picture only what is not as it should be. */
    List<Said> see(Picture now);
}
