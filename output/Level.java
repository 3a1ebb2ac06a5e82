package output;

/** How much attention a line deserves. On a terminal that is its colour: none, yellow or red. */
public enum Level { INFO, WARN, ERROR }
