package output;

//DEPS com.fasterxml.jackson.core:jackson-core:2.22.4
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Bytes.java
//SOURCES Details.java
//SOURCES Origin.java
//SOURCES SafeText.java

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The headers of a record: what they say of a dead letter in words, and all others by name. Anybody may have written them. */
public record Headers(ConsumerRecord<byte[], byte[]> record) implements Details {

    static final String INDENT = "    ";

    /** A record of a megabyte has room for a hundred thousand of them. */
    private static final int MOST_LINES = 20;

    @Override
    public List<String> lines() {
        var lines = new ArrayList<String>();
        Origin.of(record).sentence().ifPresent(sentence -> lines.add(INDENT + sentence));
        var others = Origin.othersOf(record);
        others.stream().limit(MOST_LINES).forEach(header ->
                lines.add(INDENT + SafeText.of(header.key()) + ": " + Bytes.preview(header.value())));
        if (others.size() > MOST_LINES) {
            lines.add(INDENT + "... and " + (others.size() - MOST_LINES) + " more headers");
        }
        return lines;
    }

    /** A name may occur several times: then its values are an array. */
    @Override
    public void fields(JsonGenerator json) throws IOException {
        var byName = new LinkedHashMap<String, List<String>>();
        Origin.othersOf(record).forEach(header ->
                byName.computeIfAbsent(header.key(), name -> new ArrayList<>()).add(Bytes.whole(header.value())));
        json.writeObjectFieldStart("headers");
        for (var header : byName.entrySet()) {
            var values = header.getValue();
            if (values.size() == 1) {
                json.writeStringField(header.getKey(), values.get(0));
            } else {
                json.writeFieldName(header.getKey());
                json.writeArray(values.toArray(String[]::new), 0, values.size());
            }
        }
        json.writeEndObject();
        Origin.of(record).fields(json);
    }
}
