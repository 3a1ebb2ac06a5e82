package support;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Program.java
//SOURCES Repo.java
//SOURCES TestCluster.java

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What one test works with: a topic of its own, and the programs that it starts, which end with it at the latest. */
public final class Lab implements AutoCloseable {

    public static final int PARTITIONS = 3;
    public static final File NOTHING = new File("/dev/null");

    private final TestCluster cluster;
    private final String topic;
    private final List<Program> programs = new CopyOnWriteArrayList<>();
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();

    Lab(TestCluster cluster, String topic) {
        this.cluster = cluster;
        this.topic = topic;
        createTopic(topic);
    }

    // --- the programs: events on stdout, the topic and a group of this test

    public Program producer(String... options) {
        return start("Producer.java", options);
    }

    public Program single(String... options) {
        return start("SingleConsumer.java", options);
    }

    public Program batch(String... options) {
        return start("BatchConsumer.java", options);
    }

    /** A script, after which options may stand as in a shell: "SingleConsumer.java --commit manual". */
    public Program start(String program, String... options) {
        return run(NOTHING, Map.of(), command(program, options));
    }

    /** Any command, for what a shell does with our programs. */
    public Program run(File input, Map<String, String> environment, List<String> command) {
        var script = command.stream().filter(word -> word.matches("[A-Z]\\w+(\\.java)?")).findFirst().orElse("command");
        var files = cluster.file(topic + "-" + programs.size() + "-" + script);
        var program = Program.start(files, input, command, environment);
        programs.add(program);
        return program;
    }

    public List<String> command(String program, String... options) {
        return Stream.concat(cluster.command(script(program)).stream(), options(program, options).stream()).toList();
    }

    /** A script with these words and no others. */
    public Program plain(String script, String... words) {
        return run(NOTHING, Map.of(), Stream.concat(cluster.command(script).stream(), Arrays.stream(words)).toList());
    }

    /** What stands behind the script's name, with this test's cluster, topic and group where none is given. */
    public List<String> options(String program, String... options) {
        var given = Stream.concat(Arrays.stream(program.split(" ")).skip(1), Arrays.stream(options)).toList();
        var all = new ArrayList<String>();
        add(all, given, "-b", cluster.addresses());
        add(all, given, "-t", topic);
        add(all, given, "-o", "json");
        if (script(program).endsWith("Consumer.java")) {
            add(all, given, "-g", group(program));
        }
        all.addAll(given);
        return all;
    }

    private static String script(String program) {
        return program.split(" ")[0];
    }

    private static void add(List<String> all, List<String> given, String option, String value) {
        if (!given.contains(option)) {
            all.addAll(List.of(option, value));
        }
    }

    public String group(String program) {
        return topic + "-" + script(program).replace("Consumer.java", "").toLowerCase(Locale.ROOT);
    }

    public Path file(String name) {
        return cluster.file(topic + "-" + name);
    }

    public Path file(String name, String text) {
        try {
            return Files.writeString(file(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What these programs processed, all of it, in the order of the programs. */
    public static List<Long> processed(Program... programs) {
        return Arrays.stream(programs).flatMap(program -> program.processed().stream()).toList();
    }

    /** Through the start script, as a user types it. */
    public Program jbang(Map<String, String> environment, String script, List<String> options) {
        var jbang = Repo.file("jbang").toString();
        return run(NOTHING, environment, Stream.concat(Stream.of(jbang, script), options.stream()).toList());
    }

    /** The names by which the brokers know the group's members. */
    public List<String> clients(String program) {
        return describedGroup(program).members().stream().map(member -> member.clientId()).toList();
    }

    // --- the topic

    public String topic() {
        return topic;
    }

    /** Few tests need it, and for brokers that share two cores a topic is work. */
    public Lab withDeadLetters() {
        createTopic(deadLetters());
        return this;
    }

    public String deadLetters() {
        return topic + "-dlt";
    }

    public String addresses() {
        return cluster.addresses();
    }

    public static List<Long> ids(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    /** Messages with these ids, a third of them in each partition, and those with one key in one partition. */
    public void produce(long from, long to) {
        for (var id = from; id < to; id++) {
            send(record(null, id));
        }
        flush();
    }

    /** The same, and the records say that they are from then. */
    public void produceAt(long millis, long from, long to) {
        for (var id = from; id < to; id++) {
            send(record(millis, id));
        }
        flush();
    }

    private ProducerRecord<byte[], byte[]> record(Long millis, long id) {
        var key = ("user-" + id % 9).getBytes(UTF_8);
        return new ProducerRecord<>(topic, (int) (id % PARTITIONS), millis, key, message(id).getBytes(UTF_8));
    }

    public static String message(long id) {
        return "{\"id\":" + id + ",\"text\":\"message " + id + "\",\"createdAt\":" + System.currentTimeMillis() + "}";
    }

    public void send(int partition, String key, String value) {
        send(new ProducerRecord<>(topic, partition, key.getBytes(UTF_8), value.getBytes(UTF_8)));
    }

    /** Returns before it is there: what the programs find is certain only after {@link #flush}. */
    public void send(ProducerRecord<byte[], byte[]> record) {
        sent.add(cluster.producer().send(record));
    }

    /** Waits for what this test has sent, and not for what others have. */
    public void flush() {
        try {
            for (var one : sent) {
                one.get(60, TimeUnit.SECONDS);
            }
            sent.clear();
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            throw new AssertionError("not acknowledged in " + topic, e);
        }
    }

    /** All that is in the topic now, as a client reads it that has nothing of ours. */
    public List<ConsumerRecord<byte[], byte[]>> read(String name) {
        Map<String, Object> settings = Map.of("bootstrap.servers", cluster.addresses(), "enable.auto.commit", false);
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = partitions(name);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            Wait.until("all of " + name + " is read", () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return partitions.stream().allMatch(partition -> consumer.position(partition) >= ends.get(partition));
            });
            return records;
        }
    }

    /** Where the program's group is to go on, by partition. */
    public void commit(String program, Map<Integer, Long> offsets) {
        var commits = offsets.entrySet().stream().collect(Collectors.toMap(
                entry -> new TopicPartition(topic, entry.getKey()), entry -> new OffsetAndMetadata(entry.getValue())));
        TestCluster.get(cluster.admin().alterConsumerGroupOffsets(group(program), commits).all());
    }

    /** The partition's log begins there from now on. */
    public void deleteBefore(int partition, long offset) {
        var before = Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset));
        TestCluster.get(cluster.admin().deleteRecords(before).all());
    }

    /** How many messages of the topic the group has passed for good. */
    public long committed(String program) {
        return committedBy(group(program));
    }

    public long committedBy(String group) {
        return offsets(group).values().stream().mapToLong(offset -> offset).sum();
    }

    /**
     * Where all lies that the program's group has passed for good, in a log that nothing was deleted from: whoever reads next
     * gets the rest. Where this is what was processed, nothing of it comes again, and nothing else is passed over.
     */
    public List<String> passed(String program) {
        return committedOffsets(program).entrySet().stream().flatMap(commit -> LongStream.range(0, commit.getValue())
                .mapToObj(offset -> topic + '-' + commit.getKey() + '@' + offset)).toList();
    }

    /** The broker that the group's members report to. */
    public int coordinator(String program) {
        return describedGroup(program).coordinator().id();
    }

    /** All of them have joined the group, and it moves no partitions any more. */
    public boolean isSettled(String program, int members) {
        var group = describedGroup(program);
        return group.groupState() == GroupState.STABLE && group.members().size() == members;
    }

    /** How many in a group of any name read this lab's topic. What other labs have killed may be in it, too, for a while. */
    public long readers(String group) {
        return described(group).members().stream().filter(member -> member.assignment().topicPartitions().stream()
                .anyMatch(partition -> partition.topic().equals(topic))).count();
    }

    private ConsumerGroupDescription describedGroup(String program) {
        return described(group(program));
    }

    private ConsumerGroupDescription described(String group) {
        return TestCluster.get(cluster.admin().describeConsumerGroups(List.of(group)).describedGroups().get(group));
    }

    /** The group's committed offset in each partition that has one. */
    public Map<Integer, Long> committedOffsets(String program) {
        return offsets(group(program));
    }

    private Map<Integer, Long> offsets(String group) {
        var offsets = TestCluster.get(cluster.admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        var byPartition = new TreeMap<Integer, Long>();
        offsets.forEach((partition, offset) -> byPartition.put(partition.partition(), offset == null ? 0 : offset.offset()));
        return byPartition;
    }

    public long end(String name) {
        var asked = partitions(name).stream().collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        var ends = TestCluster.get(cluster.admin().listOffsets(asked).all()).values();
        return ends.stream().mapToLong(end -> end.offset()).sum();
    }

    /** Who leads the partition, as the brokers know it; empty while nobody does. */
    public Optional<Integer> leader(int partition) {
        var described = TestCluster.get(cluster.admin().describeTopics(List.of(topic)).allTopicNames()).get(topic);
        return Optional.ofNullable(described.partitions().get(partition).leader()).map(Node::id);
    }

    private void createTopic(String name) {
        var topic = new NewTopic(name, PARTITIONS, (short) 2).configs(Map.of("min.insync.replicas", "1"));
        TestCluster.get(cluster.admin().createTopics(List.of(topic)).all());
        // It is created before its leaders know:
        // a producer whose first batch is refused then, and whose second is not, is stuck (KAFKA-15591).
        Wait.until("its leaders know the topic", () -> isLed(name));
    }

    private boolean isLed(String name) {
        try {
            return end(name) >= 0;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private static List<TopicPartition> partitions(String name) {
        return IntStream.range(0, PARTITIONS).mapToObj(number -> new TopicPartition(name, number)).toList();
    }

    @Override
    public void close() {
        programs.forEach(Program::kill);
    }

    String allThatWasSaid() {
        return programs.stream().map(Program::allThatWasSaid).collect(Collectors.joining("\n---- "));
    }
}
