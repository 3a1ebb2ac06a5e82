//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Source.java
//SOURCES support/TestCluster.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import support.Lab;
import support.Labs;
import support.Source;
import support.TestCluster;

/**
 * Compressed bytes may claim to unfold to far more than there is memory. A leader unfolds what producers send before it takes
 * it, so no consumer ever gets to see such a batch; but consumers have the same jars.
 */
@Tag("cluster")
@ExtendWith(Labs.class)
class CodecTest {

    /** The newest in which topics go by their names. */
    private static final short VERSION = 12;

    /** How Kafka's clients frame Snappy: a magic word and two versions; then each block behind its length. */
    private static final String HEAD = "82534e41505059000000000100000001";

    private static final Pattern CODEC = Pattern.compile(".*/((?:snappy|lz4)-java-[\\d.]+)\\.jar");

    @AfterEach
    void heal(TestCluster cluster) {
        cluster.startAll();
        cluster.awaitWhole();
    }

    /** A block of 9 bytes that says it unfolds to 2 GB (CVE-2026-108106); and one of 500 MB, of which 1 byte is there. */
    @ParameterizedTest
    @ValueSource(strings = {"00000009" + "ffffffff0700000000", "1f400000" + "00"})
    void aBrokerRefusesABatchThatClaimsToBeHugeAndLivesOn(String blocks, Lab lab, TestCluster cluster) throws Exception {
        var leader = leader(lab);
        var process = cluster.pid(leader.id());
        var answer = send(leader, lab.topic(), batch(HexFormat.of().parseHex(HEAD + blocks)));
        assertThat(answer).isNotEqualTo(Errors.NONE);
        lab.send(0, "user-0", Lab.message(0));
        lab.flush();
        assertThat(cluster.pid(leader.id())).isEqualTo(process);
        assertThat(ProcessHandle.of(process)).hasValueSatisfying(ProcessHandle::isAlive);
        assertThat(lab.read(lab.topic())).extracting(record -> new String(record.value(), UTF_8))
                .singleElement().asString().contains("message 0");
    }

    private static Node leader(Lab lab) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", lab.addresses()))) {
            var topic = admin.describeTopics(List.of(lab.topic())).topicNameValues().get(lab.topic()).get(30, TimeUnit.SECONDS);
            return topic.partitions().get(0).leader();
        }
    }

    /** As the head says one record, compressed by Snappy; with the right sum, since one with a wrong sum is never unfolded. */
    private static MemoryRecords batch(byte[] compressed) {
        var bytes = ByteBuffer.allocate(DefaultRecordBatch.RECORD_BATCH_OVERHEAD + compressed.length);
        bytes.position(DefaultRecordBatch.RECORD_BATCH_OVERHEAD).put(compressed).position(0);
        var now = System.currentTimeMillis();
        DefaultRecordBatch.writeHeader(bytes, 0, 0, bytes.limit(), RecordBatch.CURRENT_MAGIC_VALUE, CompressionType.SNAPPY,
                TimestampType.CREATE_TIME, now, now, RecordBatch.NO_PRODUCER_ID, RecordBatch.NO_PRODUCER_EPOCH,
                RecordBatch.NO_SEQUENCE, false, false, false, RecordBatch.NO_PARTITION_LEADER_EPOCH, 1);
        return MemoryRecords.readableRecords(bytes.position(0));
    }

    private static Errors send(Node leader, String topic, MemoryRecords records) throws IOException {
        var partition = new PartitionProduceData().setIndex(0).setRecords(records);
        var one = new TopicProduceData().setName(topic).setPartitionData(List.of(partition));
        var data = new ProduceRequestData().setAcks((short) 1).setTimeoutMs(10_000)
                .setTopicData(new TopicProduceDataCollection(List.of(one).iterator()));
        var request = ProduceRequest.builder(data).build(VERSION);
        var header = new RequestHeader(ApiKeys.PRODUCE, VERSION, "poisoner", 1);
        try (var socket = new Socket(leader.host(), leader.port())) {
            var bytes = request.serializeWithHeader(header);
            var out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(bytes.remaining());
            out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            out.flush();
            var in = new DataInputStream(socket.getInputStream());
            var answer = in.readNBytes(in.readInt());
            var response = (ProduceResponse) AbstractResponse.parseResponse(ByteBuffer.wrap(answer), header);
            return Errors.forCode(response.data().responses().iterator().next().partitionResponses().get(0).errorCode());
        }
    }

    /** As JBang puts it together, of what a script names and what Kafka brings. SourcesTest sees that each script names them. */
    @Test
    void whatRunsHasTheMendedCodecsAndNoOthers(Lab lab) {
        var mended = Source.all().get("cli/Cli.java").values("DEPS").stream()
                .filter(one -> one.matches(".*:(snappy|lz4)-java:.*"))
                .map(one -> one.replaceFirst("^[^:]+:([^:]+):", "$1-")).toList();
        assertThat(mended).hasSize(2);
        assertThat(codecs(System.getProperty("java.class.path"))).containsExactlyInAnyOrderElementsOf(mended);
        for (var script : List.of("Producer.java", "SingleConsumer.java", "BatchConsumer.java", "Redrive.java", "Cluster.java")) {
            var command = lab.command(script);
            assertThat(codecs(command.get(command.indexOf("-cp") + 1))).as(script).containsExactlyInAnyOrderElementsOf(mended);
        }
    }

    private static List<String> codecs(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator)).map(CODEC::matcher).filter(Matcher::matches)
                .map(jar -> jar.group(1)).toList();
    }
}
