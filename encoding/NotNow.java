package encoding;

/** Something that may pass stands in the way (a broker or a registry is down): wait and read again, however often it takes. */
public final class NotNow extends Exception {

    public NotNow(String reason, Throwable cause) {
        super(reason, cause);
    }
}
