package compare;

import java.util.Locale;

/** What a figure counts. */
public enum Unit {

    SECONDS("%.2f s"), MILLISECONDS("%.1f ms"), MESSAGES_A_SECOND("%,.0f msg/s");

    private final String format;

    Unit(String format) {
        this.format = format;
    }

    String of(double figure) {
        return String.format(Locale.ROOT, format, figure);
    }
}
