package watch.lessons;

//SOURCES ../../output/SafeText.java
//SOURCES ../../output/Stdout.java
//SOURCES Telling.java

import java.util.Locale;
import output.SafeText;
import output.Stdout;

/** For a terminal: paragraphs, and lines with the seconds since the beginning. */
final class TellingText implements Telling {

    private static final int WIDTH = 96;

    private final Stdout out = new Stdout();
    private final long zero = System.currentTimeMillis();

    @Override
    public void text(Kind kind, String text) {
        switch (kind) {
            case TITLE -> {
                out.line(text);
                out.line("");
            }
            case PREVIEW -> {
                wrapped(text);
                out.line("");
            }
            case HEADING -> {
                out.line("");
                out.line(text);
            }
            case OUTCOME -> wrapped(text);
        }
    }

    private void wrapped(String text) {
        var line = new StringBuilder(" ");
        for (var word : text.split(" ")) {
            if (line.length() + 1 + word.length() > WIDTH) {
                out.line(line.toString());
                line = new StringBuilder(" ");
            }
            line.append(' ').append(word);
        }
        out.line(line.toString());
    }

    @Override
    public void moment(long at, Moment kind, String who, String what, int most) {
        var line = String.format(Locale.ROOT, "%7.1f s  %-10s %s", (at - zero) / 1e3, who, SafeText.whole(what));
        out.line(line.length() <= most ? line : line.substring(0, most - 3) + "...");
    }
}
