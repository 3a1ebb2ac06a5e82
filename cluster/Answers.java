package cluster;

//DEPS org.apache.kafka:kafka-clients:4.3.1

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Takes the cluster's answers, all together within a limit, and throws the reason where there is none. */
final class Answers {

    private final long end;

    Answers(Duration limit) {
        end = System.nanoTime() + limit.toNanos();
    }

    <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException("no answer", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** Empty for a topic that was deleted after it was listed: not every broker learns of that at once. */
    <T> Optional<T> ifThere(KafkaFuture<T> topic) {
        try {
            return Optional.of(get(topic));
        } catch (UnknownTopicOrPartitionException e) {
            return Optional.empty();
        }
    }
}
