package registry;

/** Every registry answered that it has no such schema. One that lags may still get to know it. */
public final class Denied extends Exception {

    Denied(int id, String refusal) {
        super("the registry knows no schema " + id + " (" + refusal + ")");
    }
}
