package watch.messages;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../../output/Delivery.java
//SOURCES ../web/Query.java
//SOURCES Decoded.java
//SOURCES Excerpt.java
//SOURCES JsonField.java

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import output.Delivery;
import watch.web.Query;

/** What a search looks for. It is text that is there or not: no pattern, and nothing that is evaluated. */
public record Criteria(Optional<String> key, Optional<String> text, Optional<JsonField> field) {

    private static final String HEX = "(0x)?([0-9a-fA-F]{2})+";

    public static Criteria of(Query query) {
        var field = query.text("field").map(name -> new JsonField(name, query.values().getOrDefault("value", "")));
        var criteria = new Criteria(query.text("key"), query.text("text"), field);
        if (criteria.key.isEmpty() && criteria.text.isEmpty() && field.isEmpty()) {
            throw new Query.Wrong("Say what to search for: a part of the key, a part of the text, or a field and its value.");
        }
        return criteria;
    }

    /** @param decoding asked only where the bytes do not tell */
    public boolean match(ConsumerRecord<byte[], byte[]> record, Supplier<Decoded> decoding) {
        return key.filter(part -> !isIn(record.key(), part)).isEmpty()
                && text.filter(part -> !isIn(record.value(), part) && !isInMessage(part, decoding)).isEmpty()
                && field.filter(one -> !isField(one, record.value(), decoding)).isEmpty();
    }

    /** Whether one that matches is also found by a command of a terminal, which decodes nothing but numbers. */
    public boolean isInTerminal(ConsumerRecord<byte[], byte[]> record, Decoded decoded) {
        return key.filter(part -> !isText(record.key(), part)).isEmpty()
                && text.filter(part -> !isText(record.value(), part) && !isNumber(decoded, part)).isEmpty();
    }

    private static boolean isText(byte[] bytes, String part) {
        return bytes != null && contains(bytes, part.getBytes(UTF_8));
    }

    private static boolean isNumber(Decoded decoded, String part) {
        return decoded.message().filter(message -> message.text() == null && String.valueOf(message.id()).contains(part))
                .isPresent();
    }

    /** As text, and where they are none, in the digits by which the page shows them. */
    private static boolean isIn(byte[] bytes, String part) {
        if (isText(bytes, part)) {
            return true;
        }
        return bytes != null && part.matches(HEX) && contains(bytes, HexFormat.of().parseHex(part.replaceFirst("^0x", "")))
                && Excerpt.text(bytes, bytes.length).isEmpty();
    }

    /** What the bytes do not show: a number, and text with escapes. */
    private static boolean isInMessage(String part, Supplier<Decoded> decoding) {
        return decoding.get().message()
                .filter(message -> (message.text() == null ? String.valueOf(message.id()) : message.text()).contains(part))
                .isPresent();
    }

    private static boolean isField(JsonField field, byte[] value, Supplier<Decoded> decoding) {
        if (value != null && value.length > 0 && value[0] == '{') {
            return field.isIn(value);
        }
        return decoding.get().message().flatMap(message -> value(field.name(), message)).filter(field.value()::equals)
                .isPresent();
    }

    private static Optional<String> value(String name, Delivery message) {
        return switch (name) {
            case "id" -> Optional.of(String.valueOf(message.id()));
            case "text" -> Optional.ofNullable(message.text());
            case "createdAt" -> Optional.ofNullable(message.createdAt()).map(Instant::toEpochMilli).map(String::valueOf);
            default -> Optional.empty();
        };
    }

    private static boolean contains(byte[] bytes, byte[] part) {
        for (var start = 0; start <= bytes.length - part.length; start++) {
            var same = 0;
            while (same < part.length && bytes[start + same] == part[same]) {
                same++;
            }
            if (same == part.length) {
                return true;
            }
        }
        return false;
    }
}
