package drill;

/** What a fault breaks: so that what happens then is put down to the right one of several at a time. */
public enum Touches {
    BROKERS, PRODUCERS, CONSUMERS, NOTHING
}
