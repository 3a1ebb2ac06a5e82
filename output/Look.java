package output;

//SOURCES Level.java
//SOURCES Terminal.java

import java.time.LocalTime;
import java.time.format.DateTimeFormatter;

/** How the lines of a stream look: whether each begins with the time, and whether its level is seen by its colour. */
public record Look(boolean hasTime, boolean hasColour) {

    public static final Look PLAIN = new Look(false, false);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS ");
    private static final String NO_COLOUR = "\u001b[0m";

    /** Colour only where somebody sees it; the time wherever it was asked for. */
    public static Look on(Terminal.Stream stream, boolean time) {
        return new Look(time, Terminal.showsColour(stream));
    }

    public String of(Level level, String line) {
        var shown = hasColour ? coloured(level, line) : line;
        return hasTime ? LocalTime.now().format(TIME) + shown : shown;
    }

    private static String coloured(Level level, String line) {
        return switch (level) {
            case INFO -> line;
            case WARN -> "\u001b[33m" + line + NO_COLOUR;
            case ERROR -> "\u001b[31m" + line + NO_COLOUR;
        };
    }
}
