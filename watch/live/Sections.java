package watch.live;

//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What the page shows, by sections: each is written as JSON once for all who look, and only when it has changed. */
final class Sections {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Section> sections = new LinkedHashMap<>();
    private final Set<String> changed = new LinkedHashSet<>();

    private record Section(Object value, String json) {
    }

    /** As it is now. */
    void see(String name, Object value) {
        var before = sections.get(name);
        if (before == null || !before.value().equals(value)) {
            sections.put(name, new Section(value, json(value)));
            changed.add(name);
        }
    }

    /** Those that have changed since the last time, and these, which are of this moment; in one line. */
    String changed(Map<String, Object> moment) {
        var json = object(changed, moment);
        changed.clear();
        return json;
    }

    /** All of them; what has changed stays to be told to the others. */
    String all(Map<String, Object> moment) {
        return object(sections.keySet(), moment);
    }

    boolean hasChanged() {
        return !changed.isEmpty();
    }

    private String object(Set<String> names, Map<String, Object> moment) {
        var json = new StringBuilder("{");
        names.forEach(name -> append(json, name, sections.get(name).json()));
        moment.forEach((name, value) -> append(json, name, json(value)));
        return json.append('}').toString();
    }

    private static void append(StringBuilder json, String name, String value) {
        json.append(json.length() > 1 ? "," : "").append('"').append(name).append("\":").append(value);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Cannot be written as JSON: " + value.getClass(), e);
        }
    }
}
