package preflight;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Leaders.java
//SOURCES Target.java

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** The leaders, asked over the network, each question with a limit. */
record AskedLeaders(Admin admin) implements Leaders {

    /** A leader that does not answer for so long is silent. */
    private static final ListOffsetsOptions LEADERS_WITHIN = new ListOffsetsOptions().timeoutMs(2000);
    private static final DescribeTopicsOptions ANY_WITHIN = new DescribeTopicsOptions().timeoutMs(1500);

    /** Less than half of that: when one broker does not say who leads, there is time to ask another. */
    private static final Duration ONE_REQUEST = Duration.ofMillis(700);

    static AskedLeaders with(Map<String, Object> adminSettings) {
        adminSettings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ONE_REQUEST.toMillis());
        adminSettings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, LEADERS_WITHIN.timeoutMs());
        adminSettings.put(AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, ONE_REQUEST.toMillis());
        return new AskedLeaders(Admin.create(adminSettings));
    }

    @Override
    public Set<TopicPartition> silent(Set<TopicPartition> partitions) {
        var ends = admin.listOffsets(partitions.stream()
                .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest())), LEADERS_WITHIN);
        return partitions.stream().filter(partition -> answer(ends.partitionResult(partition)).isEmpty())
                .collect(Collectors.toSet());
    }

    @Override
    public Optional<Map<TopicPartition, Integer>> known(Set<TopicPartition> partitions) {
        var topics = partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet());
        return answer(admin.describeTopics(topics, ANY_WITHIN).allTopicNames()).map(AskedLeaders::leaders);
    }

    private static Map<TopicPartition, Integer> leaders(Map<String, TopicDescription> topics) {
        return topics.values().stream().flatMap(topic -> topic.partitions().stream()
                .filter(partition -> partition.leader() != null && !partition.leader().isEmpty())
                .map(partition -> Map.entry(new TopicPartition(topic.name(), partition.partition()), partition.leader().id())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static <T> Optional<T> answer(KafkaFuture<T> future) {
        try {
            return Optional.of(Target.answer(future));
        } catch (TimeoutException e) {
            return Optional.empty();
        }
    }
}
