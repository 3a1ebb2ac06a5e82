package consuming;

/** What becomes of a message that is given up. */
public enum OnError { STOP, SKIP, DLT }
