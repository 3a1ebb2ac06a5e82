package watch.lessons;

/** How a lesson reaches whoever takes it. */
interface Telling {

    /** What a piece of text is. */
    enum Kind { TITLE, PREVIEW, HEADING, OUTCOME }

    /** A program prints something; the lesson does or sees something, or harms or repairs a broker or the registry. */
    enum Moment { EVENT, ACT, HARM, REPAIR }

    void text(Kind kind, String text);

    /**
     * Something that happens.
     *
     * @param who a program, or {@link #LESSON}
     * @param most characters of it
     */
    void moment(long at, Moment kind, String who, String what, int most);

    /** Not one of the programs. */
    String LESSON = "*";
}
