package sending;

//SOURCES Keys.java

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How many messages each partition took, and why that is uneven where it is. */
final class Spread {

    /** Of fewer messages nobody expects that they are spread evenly. */
    private static final long ENOUGH = 100;

    private long[] taken = new long[0];

    void add(int partition) {
        if (partition >= taken.length) {
            taken = Arrays.copyOf(taken, partition + 1);
        }
        taken[partition]++;
    }

    /** @param partitions how many the topic has */
    Optional<String> sentence(int partitions, Keys keys) {
        var taken = Arrays.copyOf(this.taken, Math.max(partitions, this.taken.length));
        var all = Arrays.stream(taken).sum();
        var most = Arrays.stream(taken).max().orElse(0);
        if (all < ENOUGH || most * taken.length < all * 3 / 2) {
            return Optional.empty();
        }
        var each = Arrays.stream(taken).mapToObj(String::valueOf).collect(Collectors.joining(", "));
        return why(keys).map(why -> "Messages by partition: " + each + ". " + why);
    }

    private static Optional<String> why(Keys keys) {
        if (keys instanceof Keys.Users) {
            return Optional.of(
                    "A key's hash chooses its partition, so a few keys spread unevenly; --keys 1000 spreads evenly.");
        }
        return keys instanceof Keys.None
                ? Optional.of("Without keys the client fills a batch for one partition before it moves on to another.")
                : Optional.empty();
    }
}
