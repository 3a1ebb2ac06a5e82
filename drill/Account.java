package drill;

//SOURCES EventLine.java
//SOURCES Reads.java
//SOURCES Sends.java

/** What one process said, entered into the ledger line by line. */
public sealed interface Account permits Sends, Reads {

    /** False when such a program does not say such a thing. */
    boolean enter(EventLine line);
}
