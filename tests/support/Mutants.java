package support;

//SOURCES Mutant.java

import java.util.List;

/** Mistakes that are often made in such programs. Each loses messages now and then, and none shows as long as nothing fails. */
public final class Mutants {

    public static final Mutant COMMITS_FIRST = new Mutant("commits before it processes", "BatchConsumer.java", """
                            run.handler().handle(batch.messages());
            """, """
                            consumer.commitSync(batch.nextOffsets());
                            run.handler().handle(batch.messages());
            """);

    public static final Mutant NO_SEEK_BACK = new Mutant("does not seek back before it closes", "SingleConsumer.java", """
                    private void seekBack() {
            """, """
                    private void seekBack() {
                        if (run.stop().requested()) {
                            return;
                        }
            """);

    public static final Mutant COMMITS_BUFFERED = new Mutant("commits without offsets what it has buffered",
            "BatchConsumer.java", """
                                add(consumer.poll(batch.untilDue()));
            """, """
                                add(consumer.poll(batch.untilDue()));
                                consumer.commitSync();
            """);

    public static final Mutant COUNTS_SENDS = new Mutant("counts sends as acknowledgements", "Producer.java", """
                            producer.send(record, (place, error) -> outcomes.add(error == null
                                    ? new Event.Acked(id, key, Place.of(place), size, Duration.ofNanos(System.nanoTime() - due))
                                    : notAcked(id, key, error)));
            """, """
                            producer.send(record);
                            outcomes.add(new Event.Acked(id, key, new Place(connection.topic(), 0, id), size, Duration.ZERO));
            """);

    private Mutants() {
    }

    public static List<Mutant> all() {
        return List.of(COMMITS_FIRST, NO_SEEK_BACK, COMMITS_BUFFERED, COUNTS_SENDS);
    }
}
