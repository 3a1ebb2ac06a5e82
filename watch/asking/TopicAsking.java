package watch.asking;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../../cli/KafkaProblems.java
//SOURCES ../../output/SafeText.java
//SOURCES Ends.java
//SOURCES Loop.java
//SOURCES Pace.java
//SOURCES ProducersState.java
//SOURCES Rate.java
//SOURCES TopicState.java
//SOURCES Turn.java

import cli.KafkaProblems;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeProducersOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import output.SafeText;

/** A topic: any broker says who leads its partitions, and only these leaders know how far the partitions reach. */
public final class TopicAsking {

    private static final int PATIENCE = 2000;
    private static final long AFTER_REFUSAL = 60_000;
    private static final long ACTIVE_WITHIN = 60_000;
    private static final int MOST_PRODUCERS = 20;

    private final Admin admin;
    private final Loop loop;
    private final String topic;
    private final Turn leaders = new Turn(500);
    private final Turn ends = new Turn(500);
    private final Turn endsOfMany = new Turn(1000);
    private final Turn begins = new Turn(5000);
    private final Turn writers = new Turn(2000);
    private final Turn settings = new Turn(30_000);

    private final Map<Integer, Rate> rates = new HashMap<>();
    private final Ends known;
    private final Map<Integer, Long> begin = new HashMap<>();
    private final Map<Integer, List<ProducersState.Producer>> producers = new TreeMap<>();
    private final Set<TopicPartition> awaited = new HashSet<>();
    private List<TopicPartitionInfo> partitions = List.of();
    private Integer minInSync;
    private Long askedAt;
    private Long producersAt;
    private String problem;

    TopicAsking(Admin admin, Loop loop, String topic, Ends known) {
        this.admin = admin;
        this.loop = loop;
        this.topic = topic;
        this.known = known;
    }

    void ask(long now, Pace pace) {
        if (leaders.take(now, pace)) {
            askLeaders();
        }
        if (!partitions.isEmpty() && (partitions.size() > TopicState.MOST ? endsOfMany : ends).take(now, pace)) {
            askEnds(now);
        }
        if (!partitions.isEmpty() && begins.take(now, pace)) {
            askBegins();
        }
        if (pace == Pace.LOOKED_AT && !partitions.isEmpty() && writers.take(now, pace)) {
            askProducers(now);
        }
        if (!partitions.isEmpty() && settings.take(now, pace)) {
            askSettings();
        }
    }

    private void askLeaders() {
        var answer = admin.describeTopics(List.of(topic), new DescribeTopicsOptions().timeoutMs(PATIENCE));
        leaders.open(1);
        loop.answered(answer.topicNameValues().get(topic), this::heard, error -> {
            leaders.answered();
            if (error instanceof UnknownTopicOrPartitionException) {
                partitions = List.of();
                problem = "There is no topic " + SafeText.of(topic) + " on this cluster.";
            } else if (!(error instanceof RetriableException)) {
                problem = KafkaProblems.sentence(error);
            }
        });
    }

    private void heard(TopicDescription description) {
        leaders.answered();
        askedAt = System.currentTimeMillis();
        problem = null;
        partitions = description.partitions().stream().sorted(Comparator.comparing(TopicPartitionInfo::partition)).toList();
    }

    /** Not those for which an answer is awaited still: one leader that does not answer keeps no other partition's end. */
    private void askEnds(long now) {
        var asked = asked(partitions.size());
        asked.keySet().removeAll(awaited);
        var answer = admin.listOffsets(asked, new ListOffsetsOptions().timeoutMs(PATIENCE));
        awaited.addAll(asked.keySet());
        for (var partition : asked.keySet()) {
            loop.answered(answer.partitionResult(partition), end -> {
                awaited.remove(partition);
                known.heard(partition, end.offset(), now);
                rates.computeIfAbsent(partition.partition(), any -> new Rate()).count(System.currentTimeMillis(), end.offset());
            }, error -> awaited.remove(partition));
        }
    }

    private Map<TopicPartition, OffsetSpec> asked(int most) {
        return partitions.stream().limit(most).collect(Collectors.toMap(this::in, any -> OffsetSpec.latest()));
    }

    private TopicPartition in(TopicPartitionInfo partition) {
        return new TopicPartition(topic, partition.partition());
    }

    private void askBegins() {
        var asked = partitions.stream().limit(TopicState.MOST).collect(Collectors.toMap(this::in, any -> OffsetSpec.earliest()));
        var answer = admin.listOffsets(asked, new ListOffsetsOptions().timeoutMs(PATIENCE));
        each(begins, asked.keySet(), partition -> loop.answered(answer.partitionResult(partition), first -> {
            begins.answered();
            begin.put(partition.partition(), first.offset());
        }, error -> begins.answered()));
    }

    private static <T> void each(Turn turn, Set<T> all, Consumer<T> one) {
        turn.open(all.size());
        all.forEach(one);
    }

    private void askProducers(long now) {
        var asked = asked(TopicState.MOST).keySet();
        var answer = admin.describeProducers(asked, new DescribeProducersOptions().timeoutMs(PATIENCE));
        each(writers, asked, partition -> loop.answered(answer.partitionResult(partition), state -> {
            writers.answered();
            producersAt = System.currentTimeMillis();
            producers.put(partition.partition(), state.activeProducers().stream()
                    .filter(one -> one.lastTimestamp() > now - ACTIVE_WITHIN)
                    .map(one -> new ProducersState.Producer(one.producerId(), one.producerEpoch(), one.lastTimestamp()))
                    .sorted(Comparator.comparing(ProducersState.Producer::lastAt).reversed()).limit(MOST_PRODUCERS).toList());
        }, error -> {
            writers.answered();
            if (KafkaProblems.endsAll(error)) { // a user who may not read the topic
                writers.notBefore(System.currentTimeMillis() + AFTER_REFUSAL);
            }
        }));
    }

    private void askSettings() {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var answer = admin.describeConfigs(List.of(resource), new DescribeConfigsOptions().timeoutMs(PATIENCE));
        settings.open(1);
        loop.answered(answer.values().get(resource), config -> {
            settings.answered();
            minInSync = Integer.valueOf(config.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).value());
        }, error -> settings.answered()); // it needs a right of its own, DESCRIBE_CONFIGS
    }

    public TopicState state(long now) {
        var replicas = partitions.stream().mapToInt(partition -> partition.replicas().size()).max().orElse(0);
        return new TopicState(topic, problem, replicas, minInSync, askedAt,
                partitions.stream().map(partition -> state(partition, now)).toList(), 0);
    }

    private TopicState.Partition state(TopicPartitionInfo partition, long now) {
        var number = partition.partition();
        var end = known.end(in(partition));
        var rate = rates.get(number);
        return new TopicState.Partition(number, partition.leader() == null || partition.leader().isEmpty() ? null
                : partition.leader().id(), ids(partition.replicas()), ids(partition.isr()), begin.get(number),
                end == null ? null : end.offset(), end == null ? null : end.askedAt(),
                rate == null ? null : rate.perSecond(now));
    }

    private static List<Integer> ids(List<Node> nodes) {
        return nodes.stream().map(Node::id).toList();
    }

    public ProducersState producers() {
        return new ProducersState(producersAt, producers.entrySet().stream()
                .map(entry -> new ProducersState.Partition(entry.getKey(), entry.getValue())).toList());
    }

    Set<Integer> replicas() {
        return partitions.stream().flatMap(partition -> partition.replicas().stream()).map(Node::id).collect(Collectors.toSet());
    }
}
