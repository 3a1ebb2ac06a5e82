package sending;

/** What the messages say. */
public interface Texts {

    /** The text of the message with this id; null when there is none yet. */
    String next(long id);

    boolean isAtEnd();

    /** Made-up ones, without end. */
    static Texts numbered() {
        return new Texts() {

            @Override
            public String next(long id) {
                return "message " + id;
            }

            @Override
            public boolean isAtEnd() {
                return false;
            }
        };
    }
}
