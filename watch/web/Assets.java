package watch.web;

//DEPS org.webjars.npm:lit-html:3.3.2

//SOURCES Answer.java

//FILES watch/page/index.html=../page/index.html

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
