package watch.lessons;

import java.util.Locale;

/** Figures as a sentence has them. */
final class Count {

    private Count() {
    }

    /** 1 message, 30 messages */
    static String of(long count, String word) {
        return count + " " + word + (count == 1 ? "" : "s");
    }

    /** 9.3 s */
    static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1e3);
    }
}
