package registry;

//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4

//SOURCES ../cli/Problem.java
//SOURCES ../output/SafeText.java

import cli.Problem;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import output.SafeText;

/** What a registry answered. */
record Answer(URI registry, int status, JsonNode body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Answer of(URI registry, int status, byte[] body) {
        try {
            return new Answer(registry, status, JSON.readTree(body));
        } catch (JacksonException e) {
            return new Answer(registry, status, MissingNode.getInstance());
        } catch (IOException e) {
            throw new UncheckedIOException("A byte array could not be read", e);
        }
    }

    boolean isNotFound() {
        return status == 404 && body.has("error_code"); // without that field it is some other server's page
    }

    /** The server is overloaded, is starting, or cannot reach what it depends on. */
    boolean mayPass() {
        return status >= 500 || status == 429 || status == 408;
    }

    String refusal() {
        return status + reason();
    }

    /** A field of an answer; whatever keeps it from being there is a problem. */
    int number(String name) {
        requireGood(body.path(name).isInt());
        return body.get(name).intValue();
    }

    String text(String name) {
        requireGood(body.path(name).isTextual());
        return body.get(name).textValue();
    }

    private void requireGood(boolean complete) {
        if (status == 401) {
            throw new Problem("The schema registry at " + registry + " wants a login, or another one" + reason()
                    + ": set basic.auth.credentials.source=USER_INFO and basic.auth.user.info=USER:PASSWORD in --config.");
        } else if (status == 403) {
            throw new Problem("This user may not do that in the schema registry at " + registry + reason()
                    + "; grant it the right or log in as another.");
        } else if (status == 409) {
            throw new Problem("The schema registry refused the schema, because it does not fit those before it" + reason()
                    + ". Give each added field a default, or write to another topic.");
        } else if (status == 422) {
            throw new Problem("The schema registry calls the schema or its subject invalid" + reason() + ".");
        } else if (status < 200 || status >= 300 || !complete) {
            throw noRegistry();
        }
    }

    private Problem noRegistry() {
        return new Problem("What answers at " + registry + " (" + refusal() + ") is not a schema registry of Confluent's kind. "
                + "Check --registry: the path belongs to it, as in http://localhost:8081/apis/ccompat/v7.");
    }

    private String reason() {
        var message = body.path("message").asText("");
        return message.isEmpty() ? "" : " (" + SafeText.of(message) + ")";
    }
}
