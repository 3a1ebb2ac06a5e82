package watch.asking;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../../cli/KafkaProblems.java

import cli.KafkaProblems;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaFuture;

/** The one thread that asks, hears the answers, remembers and tells: what it knows needs no lock, and it never waits. */
public final class Loop implements AutoCloseable {

    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, task -> {
        var thread = new Thread(task, "watch-loop");
        thread.setDaemon(true);
        return thread;
    }, new ThreadPoolExecutor.DiscardPolicy()); // what is answered after the end

    private final Consumer<RuntimeException> mistakes;
    private String last = "";

    /** @param mistakes what is done with an exception that nobody expected; the loop goes on */
    public Loop(Consumer<RuntimeException> mistakes) {
        this.mistakes = mistakes;
    }

    public void execute(Runnable task) {
        thread.execute(() -> guarded(task));
    }

    public void every(Duration period, Runnable task) {
        thread.scheduleWithFixedDelay(() -> guarded(task), 0, period.toMillis(), TimeUnit.MILLISECONDS);
    }

    <T> void answered(KafkaFuture<T> future, Consumer<T> answer, Consumer<Throwable> problem) {
        future.whenComplete((value, error) -> execute(() -> {
            if (error == null) {
                answer.accept(value);
            } else {
                problem.accept(KafkaProblems.cause(error));
            }
        }));
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            if (!e.toString().equals(last)) { // it may come eight times a second
                mistakes.accept(e);
            }
            last = e.toString();
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
