package encoding;

import java.util.Optional;

/** These bytes are not a message, and reading them again will not make them one. */
public final class Undecodable extends Exception {

    private final transient Optional<?> looksLike;

    public Undecodable(String reason) {
        this(reason, Optional.empty());
    }

    public Undecodable(String reason, Optional<?> looksLike) {
        super(reason);
        this.looksLike = looksLike;
    }

    public Optional<?> looksLike() {
        return looksLike;
    }
}
