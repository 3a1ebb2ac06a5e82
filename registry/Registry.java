package registry;

//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4

//SOURCES ../cli/Launch.java
//SOURCES ../cli/Problem.java
//SOURCES Answer.java
//SOURCES Endpoint.java

import cli.Launch;
import cli.Problem;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A schema registry that speaks Confluent's REST protocol, at one URL or at several that all know the same schemas. */
final class Registry {

    /** For all URLs together, so that a consumer that asks in its poll loop can still stop in time. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(4);

    /** How long a program that starts keeps trying; with the last answer that makes less than 10 s. */
    private static final Duration TRY_FOR = Duration.ofMillis(5500);

    /** No registry can answer now. That may pass, and says nothing about what was asked. */
    static final class Unavailable extends Exception {

        Unavailable(String reason) {
            super(reason);
        }
    }

    /** Every registry answered that it has no such schema. One that lags may still get to know it. */
    static final class Denied extends Exception {

        private Denied(int id, String refusal) {
            super("the registry knows no schema " + id + " (" + refusal + ")");
        }
    }

    /** There is no such schema, or none that we can read by, and waiting will not change that. */
    static final class Unusable extends Exception {

        Unusable(String reason) {
            super(reason);
        }
    }

    private final List<Endpoint> endpoints;
    private int current;

    private Registry(List<Endpoint> endpoints) {
        this.endpoints = endpoints;
    }

    static Registry at(String urls, Map<String, String> settings) {
        return new Registry(Endpoint.at(urls, settings, ANSWER_WITHIN.dividedBy(2)));
    }

    /** The id of this schema in this subject; a new schema is registered or refused, as {@code register} says. */
    int idOf(String subject, String schema, boolean register) {
        var body = JsonNodeFactory.instance.objectNode().put("schema", schema).toString();
        var answer = askPatiently("/subjects/" + subject + (register ? "/versions" : ""), body);
        if (answer.isNotFound()) {
            throw new Problem("The schema registry has no such schema in subject " + subject + " (" + answer.refusal()
                    + "). Register it, or let the producer do so: without --no-register.");
        }
        return answer.number("id");
    }

    /** The schema that has this id. */
    String schema(int id) throws Unavailable, Denied, Unusable {
        var answer = ask("/schemas/ids/" + id, Optional.empty());
        if (answer.isNotFound()) {
            throw new Denied(id, answer.refusal());
        }
        var schema = answer.text("schema");
        var type = answer.body().path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw new Unusable("schema " + id + " is not Avro but " + type);
        }
        return schema;
    }

    private Answer askPatiently(String path, String body) {
        var end = System.nanoTime() + TRY_FOR.toNanos();
        for (var pause = 100L;; pause *= 2) {
            try {
                return ask(path, Optional.of(body));
            } catch (Unavailable e) {
                if (System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause) > end) {
                    throw new Problem("No schema registry is ready: " + e.getMessage() + ". Start one with '"
                            + Launch.command("Cluster.java start registry")
                            + "', name yours with --registry, or choose another --format.", e);
                }
                sleep(pause);
            }
        }
    }

    /** Asks one URL after another until one knows; "not found" takes all. One that did not answer is asked last next time. */
    private Answer ask(String path, Optional<String> body) throws Unavailable {
        var end = System.nanoTime() + ANSWER_WITHIN.toNanos();
        var reasons = new ArrayList<String>();
        var allAnswered = true;
        Answer notFound = null;
        for (var tries = 0; tries < endpoints.size(); tries++) {
            var endpoint = endpoints.get(current);
            try {
                var share = (end - System.nanoTime()) / (endpoints.size() - tries); // one that hangs leaves the others their time
                var answer = endpoint.ask(path, body, share);
                if (!answer.isNotFound()) {
                    return answer;
                }
                notFound = answer; // another one may have heard of it already
                reasons.add(endpoint.url() + " answered " + answer.refusal());
            } catch (Unavailable e) {
                reasons.add(e.getMessage());
                allAnswered = false;
            }
            current = (current + 1) % endpoints.size();
        }
        if (allAnswered) {
            return notFound;
        }
        throw new Unavailable(String.join(", ", reasons));
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new Problem("Interrupted while waiting for the schema registry.", e);
        }
    }
}
