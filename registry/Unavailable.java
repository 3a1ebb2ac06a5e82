package registry;

/** No registry can answer now. That may pass, and says nothing about what was asked. */
public final class Unavailable extends Exception {

    Unavailable(String reason) {
        super(reason);
    }
}
