package handling;

/** What becomes of a message that is given up. */
enum OnError { STOP, SKIP, DLT }
