package support;

//SOURCES Json.java

import java.util.List;
import java.util.Map;

/** One event that a program wrote to stdout under -o json. */
public record Said(String event, Map<String, Object> fields) {

    static Said of(String line) {
        var fields = Json.object(line);
        if (!Long.valueOf(1).equals(fields.get("v")) || !(fields.get("at") instanceof Long)
                || !(fields.get("event") instanceof String event)) {
            throw new AssertionError("not an event of ours: " + line);
        }
        return new Said(event, fields);
    }

    public long number(String name) {
        return (Long) fields.get(name);
    }

    public String text(String name) {
        return (String) fields.get(name);
    }

    public long id() {
        return number("id");
    }

    /** Where the record lies: messages-1@811. */
    public String place() {
        return text("topic") + '-' + number("partition") + '@' + number("offset");
    }

    @SuppressWarnings("unchecked")
    public List<String> partitions() {
        return (List<String>) fields.get("partitions");
    }
}
