package registry;

/** The registry answered, and has no such schema. */
public final class UnknownSchema extends Exception {

    UnknownSchema(String reason) {
        super(reason);
    }
}
