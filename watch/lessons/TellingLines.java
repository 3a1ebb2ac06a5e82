package watch.lessons;

//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4

//SOURCES ../../output/SafeText.java
//SOURCES ../../output/Stdout.java
//SOURCES Telling.java

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Locale;
import output.SafeText;
import output.Stdout;

/** For Watch's page: a JSON object in each line. */
final class TellingLines implements Telling {

    private final Stdout out = new Stdout();

    @Override
    public void text(Kind kind, String text) {
        line(kind, System.currentTimeMillis(), text);
    }

    @Override
    public void moment(long at, Moment kind, String who, String what, int most) {
        var text = SafeText.whole(kind == Moment.EVENT ? who + ": " + what : what);
        line(kind, at, text.length() <= most ? text : text.substring(0, most - 3) + "...");
    }

    private void line(Enum<?> kind, long at, String text) {
        var name = kind.name().toLowerCase(Locale.ROOT);
        out.line(JsonNodeFactory.instance.objectNode().put("kind", name).put("at", at).put("text", text).toString());
    }
}
