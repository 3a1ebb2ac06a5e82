package support;

//DEPS org.assertj:assertj-core:3.27.7

//SOURCES Browser.java
//SOURCES Json.java
//SOURCES PlayedFrames.java
//SOURCES PlayedWatch.java

import static org.assertj.core.api.Assertions.assertThat;
import static support.PlayedFrames.calm;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The page of Watch, on which a person reads what a real lesson has said. Only the Watch behind it plays. */
public final class LessonPage implements AutoCloseable {

    private static final String NAME = "given";

    private PlayedWatch watch;
    private Browser browser;

    /**
     * Each line is there, from the first to the last sentence. Where this computer has no browser, nobody looks: what is tested
     * with one is skipped there, and says why.
     *
     * @param lines each with its kind, its time and its text
     */
    public synchronized void shows(List<Map<String, Object>> lines) {
        if (Browser.missing().isEmpty()) {
            begin();
            watch.plays(calm());
            watch.plays(Json.write(sections(lines)));
            browser.open(watch.url(), "#/lessons");
            browser.awaitText("It has ended, and has shown what it promises.");
            assertThat(oneLine(browser.text())).containsSubsequence(lines.stream()
                    .sorted(Comparator.comparing(LessonPage::part)) // one can put something right first
                    .map(line -> oneLine(line.get("text").toString())).toList());
            browser.open("about:blank", ""); // it would go on drawing
        }
    }

    private void begin() {
        if (browser == null) {
            watch = PlayedWatch.start();
            browser = Browser.start();
        }
    }

    private static Map<String, Object> sections(List<Map<String, Object>> lines) {
        var title = lines.stream().filter(line -> line.get("kind").equals("title")).findFirst().orElseThrow().get("text");
        return Map.of("control", Map.of("topic", "messages", "services", List.of(), "programs", List.of(), "most", 20),
                "lessons", List.of(Map.of("name", NAME, "title", title, "preview", "", "runs", false, "outcome", List.of())),
                "lesson", Map.of("name", NAME, "title", title, "state", "ended", "exit", 0, "lines", lines));
    }

    /** Which part of the page, from above, says a line. */
    private static int part(Map<String, Object> line) {
        return switch (line.get("kind").toString()) {
            case "title" -> 0;
            case "preview" -> 1;
            case "heading", "outcome" -> 3;
            default -> 2;
        };
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    @Override
    public void close() {
        if (browser != null) {
            browser.close();
            watch.close();
        }
    }
}
