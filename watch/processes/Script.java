package watch.processes;

/** The programs that Watch and its lessons start. */
public enum Script { PRODUCER, SINGLE_CONSUMER, BATCH_CONSUMER, REDRIVE, WATCH }
