package output;

//DEPS com.fasterxml.jackson.core:jackson-core:2.22.4
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Bytes.java
//SOURCES Details.java
//SOURCES Headers.java

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The headers, the key and the first bytes of a record of which no message can be shown. */
public record RawRecord(ConsumerRecord<byte[], byte[]> record) implements Details {

    @Override
    public List<String> lines() {
        var value = record.value();
        var bytes = value == null ? "no value"
                : String.format(Locale.ROOT, "value (%,d bytes): ", value.length) + Bytes.preview(value);
        var key = record.key() == null ? "no key" : "key " + Bytes.preview(record.key());
        return Stream.concat(new Headers(record).lines().stream(), Stream.of(Headers.INDENT + key + "; " + bytes)).toList();
    }

    @Override
    public void fields(JsonGenerator json) throws IOException {
        json.writeStringField("key", Bytes.whole(record.key()));
        json.writeStringField("preview", record.value() == null ? null : Bytes.preview(record.value()));
        new Headers(record).fields(json);
    }
}
