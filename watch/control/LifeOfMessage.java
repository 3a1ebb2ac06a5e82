package watch.control;

//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4

//SOURCES ../../output/Place.java
//SOURCES ../web/Answer.java
//SOURCES ../web/Query.java
//SOURCES ../web/Resource.java
//SOURCES Life.java
//SOURCES LifeStep.java
//SOURCES Lives.java

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import output.Place;
import watch.control.Life.What;
import watch.control.Lives.Explained;
import watch.web.Answer;
import watch.web.Query;
import watch.web.Resource;

/** All that is known of one message: what the log says, and what the programs have printed. */
public final class LifeOfMessage implements Resource {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String topic;
    private final Lives lives;
    private final Map<String, Resource> log;
    private final IntFunction<Optional<Integer>> leader;

    /** @param problem why there are no steps of programs; null where there are */
    record Found(int partition, long offset, Long id, List<LifeStep> steps, String problem) { }

    /**
     * @param log    what can be asked of the messages in the log
     * @param leader of a partition, as far as it is known
     */
    public LifeOfMessage(String topic, Lives lives, Map<String, Resource> log, IntFunction<Optional<Integer>> leader) {
        this.topic = topic;
        this.lives = lives;
        this.log = log;
        this.leader = leader;
    }

    @Override
    public Answer get(Query query) {
        query.required("partition");
        query.required("offset");
        var partition = (int) query.number("partition", 0, Integer.MAX_VALUE, 0);
        var offset = query.number("offset", 0, Long.MAX_VALUE >> 16, 0);
        var told = lives.life(partition, offset);
        var message = asked("message", Map.of("topic", topic, "partition", "" + partition, "offset", "" + offset))
                .path("message");
        var steps = new ArrayList<LifeStep>();
        if (message.has("at")) {
            steps.add(inTheLog(partition, offset, message.get("at").asLong()));
        }
        told.ifPresent(life -> life.steps().forEach(step -> steps.add(LifeStep.of(step))));
        if (told.stream().flatMap(life -> life.steps().stream()).anyMatch(LifeOfMessage::isLetter)) {
            steps.addAll(sentAgain(partition, offset));
        }
        steps.sort(Comparator.comparingLong(LifeStep::at));
        return Answer.json(new Found(partition, offset, id(told, message), steps, told.isPresent() ? null
                : "Of the programs that were started here, none has printed anything about this message; or it is longer ago"
                        + " than the last 100,000 messages."));
    }

    private static Long id(Optional<Lives.Known> told, JsonNode message) {
        var ofLog = message.at("/fields/id");
        return told.map(Lives.Known::id).orElse(ofLog.isIntegralNumber() ? (Long) ofLog.asLong() : null);
    }

    private LifeStep inTheLog(int partition, long offset, long at) {
        var broker = leader.apply(partition);
        return new LifeStep(at, broker.map(id -> "broker " + id).orElse("the log"), "log", null,
                "It is in the log of partition " + partition + " at offset " + offset + ", with this time."
                        + broker.map(id -> " Broker " + id + " leads the partition now.").orElse(""));
    }

    private static boolean isLetter(Explained explained) {
        return explained.step().what() == What.DEAD_LETTER;
    }

    /** By its dead letters, of which the log knows where they are from, and the programs what became of them. */
    private List<LifeStep> sentAgain(int partition, long offset) {
        var steps = new ArrayList<LifeStep>();
        var letters = asked("letters", Map.of("topic", topic));
        letters.path("letters").forEach(letter -> {
            var from = letter.path("from");
            if (from.path("topic").asText().equals(topic) && from.path("partition").asInt(-1) == partition
                    && from.path("offset").asLong(-1) == offset) {
                var place = new Place(letters.path("topic").asText(), letter.path("partition").asInt(),
                        letter.path("offset").asLong());
                lives.sentAgain(place).ifPresent(sent -> steps.add(new LifeStep(sent.at(), sent.who().toString(), "sent again",
                        null, sent.who().name() + " has sent it again: it is " + sent.to() + " now.")));
            }
        });
        return steps;
    }

    /** Nothing where the log cannot be asked: what the programs have printed is known all the same. */
    private JsonNode asked(String name, Map<String, String> query) {
        try {
            var answer = log.get(name).get(new Query(query));
            return answer.status() == Answer.OK ? JSON.readTree(answer.body()) : MissingNode.getInstance();
        } catch (IOException e) {
            throw new UncheckedIOException("What is JSON cannot be read", e);
        }
    }
}
