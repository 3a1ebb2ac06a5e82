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
        line(kind.name().toLowerCase(Locale.ROOT), System.currentTimeMillis(), text);
    }

    @Override
    public void moment(long at, String who, String what, int most) {
        var text = SafeText.whole(who.equals(LESSON) ? what : who + ": " + what);
        line(who.equals(LESSON) ? "act" : "event", at, text.length() <= most ? text : text.substring(0, most - 3) + "...");
    }

    private void line(String kind, long at, String text) {
        out.line(JsonNodeFactory.instance.objectNode().put("kind", kind).put("at", at).put("text", text).toString());
    }
}
