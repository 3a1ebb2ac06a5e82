package redriving;

//SOURCES ../consuming/DeadLetters.java
//SOURCES ../output/Origin.java

import consuming.DeadLetters;
import java.util.Optional;
import output.Origin;

/**
 * From the dead letters of a topic back to it, or to another that the user names. The letters never choose: who may write
 * them must not reach every topic.
 */
public record Route(String topic, Optional<String> to) {

    public String letters() {
        return DeadLetters.topicOf(topic);
    }

    public String target() {
        return to.orElse(topic);
    }

    /** Its commits say what was sent. */
    public String group() {
        return topic + "-redrive";
    }

    /** A letter that names no topic was written by hand, for this one: so it goes where the others go. */
    boolean admits(Origin origin) {
        return to.isPresent() || origin.topic().orElse(topic).equals(topic);
    }
}
