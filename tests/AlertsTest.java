//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Executables.java
//SOURCES support/Repo.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import support.Executables;
import support.Repo;

/** The rules that Prometheus is given: when they fire, by Prometheus' own promtool. */
@Tag("unit")
class AlertsTest {

    private static final String RULES = Repo.text(Path.of("ansible/prometheus/alerts.yml"));
    private static final String CASES = Repo.text(Path.of("ansible/prometheus/alerts-test.yml"));
    private static final String METRICS = Repo.text(Path.of("ansible/roles/kafka/files/metrics.yml"));
    private static final String REPORT = Repo.text(Path.of("ansible/roles/report/templates/kafka-report.sh.j2"));

    @Test
    void theyFireWhenTheyAreToAndOnlyThen() throws IOException, InterruptedException {
        assumeTrue(Executables.onPath("promtool").isPresent(), "there is no promtool here: apt-get install prometheus");
        var promtool = new ProcessBuilder("promtool", "test", "rules", "alerts-test.yml")
                .directory(Repo.file("ansible/prometheus").toFile()).redirectErrorStream(true).start();
        var said = new String(promtool.getInputStream().readAllBytes(), UTF_8);
        assertThat(promtool.waitFor()).as(said).isZero();
    }

    @Test
    void eachHasACaseInWhichItFires() {
        assertThat(found(CASES, "alertname=\"(\\w+)\"")).isEqualTo(found(RULES, "alert: (\\w+)"));
    }

    @Test
    void theyAskForNothingThatNobodyTells() {
        var told = found(METRICS, "kafka\\.(\\w+:type=\\w+,name=\\w+)").stream()
                .map(name -> "kafka_" + name.replace(":type=", "_").replace(",name=", "_").toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        told.addAll(found(METRICS, "name: (kafka_\\w+)$"));
        told.addAll(found(REPORT, "metric (kafka_\\w+) "));
        assertThat(told).containsAll(found(RULES, "(?<!\\w)(kafka_\\w+)"));
    }

    private static Set<String> found(String text, String pattern) {
        return Pattern.compile(pattern, Pattern.MULTILINE).matcher(text).results().map(match -> match.group(1))
                .collect(Collectors.toSet());
    }
}
