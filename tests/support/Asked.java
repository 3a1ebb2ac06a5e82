package support;

//SOURCES ../../watch/messages/Messages.java
//SOURCES ../../watch/web/Answer.java
//SOURCES ../../watch/web/Query.java
//SOURCES Json.java

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import watch.messages.Messages;
import watch.web.Answer;
import watch.web.Query;

/** An answer of the page's server about messages, read as the page reads it. */
public record Asked(int status, Map<String, Object> fields) {

    /** @param query as it stands behind the question mark */
    public static Asked of(Messages messages, String resource, String query) {
        try {
            var answer = messages.resources().get(resource).get(Query.of(query));
            return new Asked(answer.status(), Json.object(new String(answer.body(), UTF_8)));
        } catch (Query.Wrong e) {
            return new Asked(Answer.WRONG, Map.of("problem", e.getMessage())); // so does the server
        }
    }

    /** Fails with the sentence when there is none. */
    public static Asked good(Messages messages, String resource, String query) {
        var asked = of(messages, resource, query);
        if (asked.status != Answer.OK) {
            throw new AssertionError(resource + "?" + query + ": " + asked.status + " " + asked.fields);
        }
        return asked;
    }

    public String problem() {
        return (String) fields.get("problem");
    }

    public long number(String name) {
        return (Long) fields.get(name);
    }

    /** The list of that name. */
    @SuppressWarnings("unchecked")
    public List<Map<String, Object>> all(String name) {
        return (List<Map<String, Object>>) fields.get(name);
    }

    /** "1@811", of each message of the list. */
    public List<String> places(String name) {
        var places = new ArrayList<String>();
        all(name).forEach(message -> places.add(message.get("partition") + "@" + message.get("offset")));
        return places;
    }

    /** As they are asked for: "0:811,1:22". */
    public String positions(String name) {
        return offsets(name).entrySet().stream().map(entry -> entry.getKey() + ":" + entry.getValue())
                .collect(Collectors.joining(","));
    }

    @SuppressWarnings("unchecked")
    public Map<String, Long> offsets(String name) {
        return new TreeMap<>((Map<String, Long>) fields.get(name));
    }
}
