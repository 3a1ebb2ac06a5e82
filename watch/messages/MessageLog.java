package watch.messages;

//SOURCES ../../output/Place.java
//SOURCES MessageView.java

import java.util.List;
import java.util.Optional;
import output.Place;

/** What the logs know of one message. */
public interface MessageLog {

    /** Empty where there is none, and while it cannot be read. */
    Optional<MessageView> message(Place place);

    /** Which dead letters it has become, of the last ones of its topic; none while they cannot be read. */
    List<Place> letters(Place message);
}
