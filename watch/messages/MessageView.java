package watch.messages;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../../encoding/Format.java
//SOURCES ../../output/Delivery.java
//SOURCES Decoded.java
//SOURCES Excerpt.java

import encoding.Format;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import output.Delivery;

/**
 * A record as the page gets it. All text in it is fit to be shown.
 *
 * @param key null when there is none, or when it is no text: then {@code keyHex} has it
 * @param fields null when the value is none of our messages; then {@code problem} says why
 * @param size of the value, in bytes
 * @param cut there is more of it than is here
 */
public record MessageView(int partition, long offset, long at, String key, String keyHex, String text, String format,
        Fields fields, String problem, List<HeaderView> headers, int size, boolean cut) {

    public static final Comparator<MessageView> BY_TIME = Comparator.comparingLong(MessageView::at)
            .thenComparingInt(MessageView::partition).thenComparingLong(MessageView::offset);

    private static final Excerpt NOTHING = new Excerpt(null, false);
    private static final long LARGEST_IN_A_BROWSER = (1L << 53) - 1;

    /** How much of a record is shown. */
    public record Limits(int text, int key, int headers) {

        public static final Limits IN_A_LIST = new Limits(2_000, 200, 20);
        public static final Limits ALONE = new Limits(1 << 20, 10_000, 1_000);
    }

    /** @param id a number, or a string where a browser would round it */
    public record Fields(Object id, String text, Long createdAt) { }

    public record HeaderView(String name, String value) { }

    public static MessageView of(ConsumerRecord<byte[], byte[]> record, Format asked, Decoded decoded, Limits limits) {
        var key = record.key() == null ? NOTHING : Excerpt.text(record.key(), limits.key).orElse(NOTHING);
        var keyHex = record.key() == null || key != NOTHING ? NOTHING : Excerpt.hex(record.key(), limits.key);
        var text = decoded.message().map(message -> text(message, limits)).orElseGet(() -> bytes(record.value(), limits.text));
        var headers = record.headers().toArray();
        var isCut = Stream.of(key, keyHex, text).anyMatch(Excerpt::cut) || headers.length > limits.headers
                || Stream.of(headers).anyMatch(header -> value(header, limits).cut());
        return new MessageView(record.partition(), record.offset(), record.timestamp(), key.text(), keyHex.text(), text.text(),
                format(record, asked, decoded), decoded.message().map(message -> fields(message, limits)).orElse(null),
                decoded.problem(), Stream.of(headers).limit(limits.headers).map(header -> view(header, limits)).toList(),
                record.value() == null ? 0 : record.value().length, isCut);
    }

    /** What a consumer prints of it; of a number that travels alone, that number. */
    private static Excerpt text(Delivery message, Limits limits) {
        return Excerpt.of(message.text() == null ? String.valueOf(message.id()) : message.text(), limits.text);
    }

    static Excerpt bytes(byte[] value, int most) {
        return value == null ? new Excerpt("", false) : Excerpt.of(value, most);
    }

    private static Fields fields(Delivery message, Limits limits) {
        Object id = Math.abs(message.id()) <= LARGEST_IN_A_BROWSER && message.id() != Long.MIN_VALUE ? message.id()
                : String.valueOf(message.id());
        var text = Optional.ofNullable(message.text()).map(one -> Excerpt.of(one, limits.text).text()).orElse(null);
        return new Fields(id, text, Optional.ofNullable(message.createdAt()).map(Instant::toEpochMilli).orElse(null));
    }

    private static String format(ConsumerRecord<byte[], byte[]> record, Format asked, Decoded decoded) {
        if (decoded.message().isEmpty()) {
            return "bytes";
        }
        return (asked == Format.AUTO ? Format.of(record.value()).orElseThrow() : asked).toString();
    }

    private static HeaderView view(Header header, Limits limits) {
        return new HeaderView(Excerpt.of(header.key(), limits.key).text(), value(header, limits).text());
    }

    private static Excerpt value(Header header, Limits limits) {
        return bytes(Objects.requireNonNullElse(header.value(), new byte[0]), limits.key);
    }
}
