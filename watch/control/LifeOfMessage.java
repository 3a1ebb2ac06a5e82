package watch.control;

//SOURCES ../../output/Place.java
//SOURCES ../messages/MessageLog.java
//SOURCES ../messages/MessageView.java
//SOURCES ../web/Answer.java
//SOURCES ../web/Query.java
//SOURCES ../web/Resource.java
//SOURCES Life.java
//SOURCES LifeStep.java
//SOURCES Lives.java

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import output.Place;
import watch.control.Life.What;
import watch.control.Lives.Explained;
import watch.messages.MessageLog;
import watch.messages.MessageView;
import watch.web.Answer;
import watch.web.Query;
import watch.web.Resource;

/** All that is known of one message: what the log says, and what the programs have printed. */
public final class LifeOfMessage implements Resource {

    private final String topic;
    private final Lives lives;
    private final MessageLog log;
    private final IntFunction<Optional<Integer>> leader;

    /** @param problem why there are no steps of programs; null where there are */
    record Found(int partition, long offset, Long id, List<LifeStep> steps, String problem) { }

    /** @param leader of a partition, as far as it is known */
    public LifeOfMessage(String topic, Lives lives, MessageLog log, IntFunction<Optional<Integer>> leader) {
        this.topic = topic;
        this.lives = lives;
        this.log = log;
        this.leader = leader;
    }

    @Override
    public Answer get(Query query) {
        query.required("partition");
        query.required("offset");
        var place = new Place(topic, (int) query.number("partition", 0, Integer.MAX_VALUE, 0),
                query.number("offset", 0, Long.MAX_VALUE >> 16, 0));
        var told = lives.life(place.partition(), place.offset());
        var message = log.message(place);
        var steps = new ArrayList<LifeStep>();
        message.ifPresent(found -> steps.add(inTheLog(place, found.at())));
        told.ifPresent(life -> life.steps().forEach(step -> steps.add(LifeStep.of(step))));
        if (told.stream().flatMap(life -> life.steps().stream()).anyMatch(LifeOfMessage::isLetter)) {
            log.letters(place).forEach(letter -> lives.sentAgain(letter).ifPresent(sent -> steps.add(sentAgain(sent))));
        }
        steps.sort(Comparator.comparingLong(LifeStep::at));
        return Answer.json(new Found(place.partition(), place.offset(), id(told, message), steps, told.isPresent() ? null
                : "Of the programs that were started here, none has printed anything about this message; or it is longer ago"
                        + " than the last 100,000 messages."));
    }

    private static Long id(Optional<Lives.Known> told, Optional<MessageView> message) {
        return told.map(Lives.Known::id).or(() -> message.map(MessageView::fields)
                .map(fields -> fields.id() instanceof Long id ? id : null)).orElse(null);
    }

    private LifeStep inTheLog(Place place, long at) {
        var broker = leader.apply(place.partition());
        return new LifeStep(at, broker.map(id -> "broker " + id).orElse("the log"), "log", null,
                "It is in the log of partition " + place.partition() + " at offset " + place.offset() + ", with this time."
                        + broker.map(id -> " Broker " + id + " leads the partition now.").orElse(""));
    }

    private static boolean isLetter(Explained explained) {
        return explained.step().what() == What.DEAD_LETTER;
    }

    /** The log knows which dead letters it became, and the programs what became of these. */
    private static LifeStep sentAgain(Lives.SentAgain sent) {
        return new LifeStep(sent.at(), sent.who().toString(), "sent again", null,
                sent.who().name() + " has sent it again: it is " + sent.to() + " now.");
    }
}
