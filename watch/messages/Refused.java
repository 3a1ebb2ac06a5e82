package watch.messages;

/** What was asked for is not there, or cannot be had now: the sentence goes to the page, with this status. */
final class Refused extends RuntimeException {

    private final int status;

    Refused(int status, String sentence) {
        super(sentence);
        this.status = status;
    }

    int status() {
        return status;
    }
}
