package watch.web;

//DEPS org.webjars.npm:lit-html:3.3.2

//SOURCES Answer.java

//FILES watch/page/actions.js=../page/actions.js
//FILES watch/page/age.js=../page/age.js
//FILES watch/page/ask.js=../page/ask.js
//FILES watch/page/brokers.js=../page/brokers.js
//FILES watch/page/clock.js=../page/clock.js
//FILES watch/page/conveyor.js=../page/conveyor.js
//FILES watch/page/copy.js=../page/copy.js
//FILES watch/page/curves.js=../page/curves.js
//FILES watch/page/finding.js=../page/finding.js
//FILES watch/page/form.js=../page/form.js
//FILES watch/page/fronts.js=../page/fronts.js
//FILES watch/page/groups.js=../page/groups.js
//FILES watch/page/hex.js=../page/hex.js
//FILES watch/page/icon.svg=../page/icon.svg
//FILES watch/page/index.html=../page/index.html
//FILES watch/page/keyed.js=../page/keyed.js
//FILES watch/page/lanes.js=../page/lanes.js
//FILES watch/page/lesson.js=../page/lesson.js
//FILES watch/page/lessons.js=../page/lessons.js
//FILES watch/page/letters.js=../page/letters.js
//FILES watch/page/life.js=../page/life.js
//FILES watch/page/listing.js=../page/listing.js
//FILES watch/page/main.js=../page/main.js
//FILES watch/page/members.js=../page/members.js
//FILES watch/page/message.js=../page/message.js
//FILES watch/page/messages.js=../page/messages.js
//FILES watch/page/options.js=../page/options.js
//FILES watch/page/picture.js=../page/picture.js
//FILES watch/page/plots.js=../page/plots.js
//FILES watch/page/positions.js=../page/positions.js
//FILES watch/page/printed.js=../page/printed.js
//FILES watch/page/producers.js=../page/producers.js
//FILES watch/page/program.js=../page/program.js
//FILES watch/page/programs.js=../page/programs.js
//FILES watch/page/redrive.js=../page/redrive.js
//FILES watch/page/repeated.js=../page/repeated.js
//FILES watch/page/route.js=../page/route.js
//FILES watch/page/rows.js=../page/rows.js
//FILES watch/page/scale.js=../page/scale.js
//FILES watch/page/search.js=../page/search.js
//FILES watch/page/services.js=../page/services.js
//FILES watch/page/shell.js=../page/shell.js
//FILES watch/page/starting.js=../page/starting.js
//FILES watch/page/state.js=../page/state.js
//FILES watch/page/story.js=../page/story.js
//FILES watch/page/stream.js=../page/stream.js
//FILES watch/page/style.css=../page/style.css
//FILES watch/page/summary.js=../page/summary.js
//FILES watch/page/table.js=../page/table.js
//FILES watch/page/tail.js=../page/tail.js
//FILES watch/page/text.js=../page/text.js
//FILES watch/page/wanted.js=../page/wanted.js
//FILES watch/page/words.js=../page/words.js

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The page's files, as they were built into the program. */
final class Assets {

    static final String INDEX = "index.html";

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]+\\.(css|html|js|png|svg)");

    private static final Map<String, String> TYPES = Map.of("css", "text/css; charset=utf-8", "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8", "png", "image/png", "svg", "image/svg+xml");

    private static final Map<String, String> OTHERS =
            Map.of("lit-html.js", "/META-INF/resources/webjars/lit-html/3.3.2/lit-html.js");

    private Assets() {
    }

    /** By a name without any folder, so that it leads nowhere else. */
    static Optional<Answer> named(String name) {
        var parts = NAME.matcher(name);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try (var file = Assets.class.getResourceAsStream(OTHERS.getOrDefault(name, "/watch/page/" + name))) {
            return file == null ? Optional.empty()
                    : Optional.of(new Answer(Answer.OK, TYPES.get(parts.group(1)), file.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException("The program's own " + name + " cannot be read", e);
        }
    }
}
