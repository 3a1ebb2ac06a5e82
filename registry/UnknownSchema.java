package registry;

/** There is no such schema, or none to read by, and waiting will not change that. */
public final class UnknownSchema extends Exception {

    UnknownSchema(String reason) {
        super(reason);
    }
}
