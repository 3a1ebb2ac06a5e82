package watch.lessons;

/** The programs that a lesson starts. */
public enum Script { PRODUCER, SINGLE_CONSUMER, BATCH_CONSUMER, REDRIVE }
