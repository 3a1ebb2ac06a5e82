package watch.messages;

//SOURCES ../../output/Origin.java
//SOURCES Excerpt.java
//SOURCES MessageView.java

import java.util.Optional;
import output.Origin;

/**
 * A dead letter as the page gets it.
 *
 * @param from null when its headers name no topic
 * @param times how often the message that it was is among the dead letters
 * @param sentAgain null when nobody can tell
 */
public record LetterView(int partition, long offset, long at, String key, String text, From from, String group, String why,
        int times, Boolean sentAgain) {

    private static final int LONGEST_NAME = 249;

    /** Where it was; the numbers are null where no header has them. */
    public record From(String topic, Integer partition, Long offset) {

        /** Null for a record whose headers do not say it, or name what can be no topic. */
        static From of(Origin origin) {
            var partition = origin.partition().isPresent() ? origin.partition().getAsInt() : null;
            var offset = origin.offset().isPresent() ? origin.offset().getAsLong() : null;
            return origin.topic().filter(name -> name.length() <= LONGEST_NAME)
                    .map(name -> new From(Excerpt.of(name, LONGEST_NAME).text(), partition, offset)).orElse(null);
        }

        boolean isComplete() {
            return partition != null && offset != null;
        }
    }

    public static LetterView of(MessageView letter, Origin origin, int times, Boolean sentAgain) {
        return new LetterView(letter.partition(), letter.offset(), letter.at(), letter.key(), letter.text(), From.of(origin),
                shown(origin.group()), shown(origin.reason()), times, sentAgain);
    }

    private static String shown(Optional<String> text) {
        return text.map(one -> Excerpt.of(one, MessageView.Limits.IN_A_LIST.text()).text()).orElse(null);
    }
}
