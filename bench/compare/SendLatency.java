package compare;

//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.hdrhistogram:HdrHistogram:2.2.2

import java.io.File;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;

/**
 * Runs inside a producer's client, whatever program it is part of, and measures alike in all of them: from send() to the
 * acknowledgement. A header carries the time of the one to the other.
 */
public final class SendLatency implements ProducerInterceptor<byte[], byte[]> {

    /** What makes a client use it, and where it then finds it. */
    static final String SETTING = "interceptor.classes=" + SendLatency.class.getName();
    static final String CLASS_PATH = System.getProperty("java.class.path").split(File.pathSeparator)[0];

    static final Pattern P50 = Pattern.compile("send to ack in ms: p50 ([0-9.]+)");
    static final Pattern P95 = Pattern.compile("send to ack in ms: .* p95 ([0-9.]+)");

    private static final String HEADER = "sent-at";

    private final Histogram nanos = new Histogram(3);

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
        record.headers().add(HEADER, ByteBuffer.allocate(Long.BYTES).putLong(System.nanoTime()).array());
        return record;
    }

    @Override
    public void onAcknowledgement(RecordMetadata place, Exception error) {
        throw new UnsupportedOperationException("Without the headers there is nothing to measure from");
    }

    @Override
    public void onAcknowledgement(RecordMetadata place, Exception error, Headers headers) {
        nanos.recordValue(System.nanoTime() - ByteBuffer.wrap(headers.lastHeader(HEADER).value()).getLong());
    }

    @Override
    public void close() {
        System.err.printf("send to ack in ms: p50 %s, p95 %s%n", millis(50), millis(95));
    }

    private double millis(double percentile) {
        return nanos.getValueAtPercentile(percentile) / 1e6;
    }

    @Override
    public void configure(Map<String, ?> settings) {
        // nothing to choose
    }
}
