package consuming;

import java.time.Duration;

/** Growing pauses between attempts: doubled each time, 30 s at most. */
public record Backoff(Duration first) {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    public Duration pause(int attempt) {
        var doublings = Math.min(attempt - 1, 20);
        var pause = first.multipliedBy(1L << doublings);
        return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }
}
