package watch.web;

import static java.nio.charset.StandardCharsets.UTF_8;

/** One event of a stream, as it is sent; several streams may share it. */
public record Frame(byte[] bytes) {

    static final Frame ALIVE = new Frame(": alive\n\n".getBytes(UTF_8));
    static final Frame ENDED = new Frame("event: ended\ndata: {}\n\n".getBytes(UTF_8));

    /** How soon a browser that lost the stream asks for it again. */
    static final Frame RETRY = new Frame("retry: 1000\n\n".getBytes(UTF_8));

    /** @param json in one line */
    public static Frame of(long sequence, String json) {
        return new Frame(("event: frame\nid: " + sequence + "\ndata: " + json + "\n\n").getBytes(UTF_8));
    }
}
