package drill.report;

//DEPS com.fasterxml.jackson.core:jackson-core:2.22.4

//SOURCES Findings.java

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import drill.ledger.Incident;
import drill.ledger.Verdict.Duplicate;
import drill.ledger.Verdict;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** All that was found, as one JSON object on one line. */
public final class JsonReport {

    private final Findings findings;
    private final Verdict verdict;

    public JsonReport(Findings findings) {
        this.findings = findings;
        this.verdict = findings.verdict();
    }

    public String line() {
        var text = new StringWriter();
        try (var json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("v", 1);
            json.writeBooleanField("held", verdict.held());
            circumstances(json);
            producers(json);
            array(json, "groups", verdict.groups(), this::group);
            array(json, "faults", findings.timeline().incidents(), this::incident);
            array(json, "leftOut", findings.leftOut(), JsonGenerator::writeString);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("A string refused text", e);
        }
        return text.toString();
    }

    private void circumstances(JsonGenerator json) throws IOException {
        json.writeNumberField("seed", findings.seed());
        json.writeStringField("rate", findings.rate());
        array(json, "asked", findings.asked(), JsonGenerator::writeString);
        json.writeNumberField("beganAt", findings.timeline().beganAt());
        json.writeNumberField("millis", findings.lasted().toMillis());
        json.writeNumberField("catchUpMillis", findings.catchUp().toMillis());
        json.writeNumberField("tornLines", findings.tornLines());
    }

    private void producers(JsonGenerator json) throws IOException {
        json.writeNumberField("acked", verdict.acked());
        json.writeNumberField("failed", verdict.failed());
        json.writeNumberField("unknown", verdict.unknown());
        json.writeNumberField("unacknowledgedFound", verdict.unacknowledgedFound());
        json.writeNumberField("failedFound", verdict.failedFound());
        json.writeNumberField("outOfOrder", verdict.outOfOrder());
        json.writeNumberField("writtenTwice", verdict.writtenTwice());
        json.writeNumberField("lost", verdict.lost());
    }

    private void group(JsonGenerator json, Verdict.Group group) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", group.name());
        json.writeNumberField("processed", group.processed());
        json.writeNumberField("lost", group.lost());
        json.writeNumberField("lostByAll", group.lostByAll());
        array(json, "firstLost", group.firstLost(), JsonGenerator::writeNumber);
        json.writeNumberField("outOfOrder", group.outOfOrder());
        json.writeNumberField("afterKill", group.duplicates().get(Duplicate.AFTER_KILL));
        json.writeNumberField("afterRebalance", group.duplicates().get(Duplicate.AFTER_REBALANCE));
        json.writeNumberField("writtenTwice", group.duplicates().get(Duplicate.WRITTEN_TWICE));
        json.writeNumberField("skipped", group.skipped());
        json.writeNumberField("deadLettered", group.deadLettered());
        json.writeNumberField("foreign", group.foreign());
        json.writeEndObject();
    }

    private void incident(JsonGenerator json, Incident incident) throws IOException {
        json.writeStartObject();
        json.writeStringField("fault", incident.fault());
        json.writeStringField("what", incident.what());
        json.writeNumberField("beganMillis", incident.began());
        json.writeNumberField("mendedMillis", incident.mended());
        number(json, "ackedAgainMillis", incident.ackedAgain());
        number(json, "caughtUpMillis", findings.timeline().caughtUp(incident));
        json.writeNumberField("duplicates", incident.duplicates());
        gaps(json, "gapMillis", incident.gaps());
        json.writeObjectFieldStart("processingGapMillis");
        for (var group : verdict.groups()) {
            gaps(json, group.name(), incident.processingGaps(group.name()));
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void gaps(JsonGenerator json, String name, Map<Integer, Long> gaps) throws IOException {
        json.writeObjectFieldStart(name);
        for (var gap : gaps.entrySet()) {
            json.writeNumberField(String.valueOf(gap.getKey()), gap.getValue());
        }
        json.writeEndObject();
    }

    private static void number(JsonGenerator json, String name, OptionalLong value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(name, value.getAsLong());
        }
    }

    @FunctionalInterface
    private interface Element<T> {

        void write(JsonGenerator json, T value) throws IOException;
    }

    private static <T> void array(JsonGenerator json, String name, List<T> values, Element<T> element) throws IOException {
        json.writeArrayFieldStart(name);
        for (var value : values) {
            element.write(json, value);
        }
        json.writeEndArray();
    }
}
