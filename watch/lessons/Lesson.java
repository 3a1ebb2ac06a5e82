package watch.lessons;

//SOURCES LessonContext.java
//SOURCES Outcome.java

/** Something about Kafka that is shown on a real cluster within about a minute. */
interface Lesson {

    /** What the command line calls it. */
    String name();

    /** In a few words, as a list shows it. */
    String title();

    /** What the reader is going to see, in two to four sentences. */
    String preview();

    /** How many brokers it needs. */
    default int brokers() {
        return 1;
    }

    default boolean needsRegistry() {
        return false;
    }

    /** Lets it happen, and says what happened in this run, by what the programs said. */
    Outcome run(LessonContext context);
}
