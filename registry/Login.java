package registry;

//SOURCES ../cli/Problem.java

import static java.nio.charset.StandardCharsets.UTF_8;

import cli.Problem;
import java.net.URI;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** User and password for a registry, from the settings that Confluent's clients have for them. */
record Login(Map<String, String> settings) {

    private static final Pattern USER = Pattern.compile("\\busername\\s*=\\s*\"([^\"]*)\"");
    private static final Pattern PASSWORD = Pattern.compile("\\bpassword\\s*=\\s*\"([^\"]*)\"");

    /** The header to send with each request. */
    Optional<String> at(URI url) {
        return userInfo(url).map(user -> "Basic " + Base64.getEncoder().encodeToString(user.getBytes(UTF_8)));
    }

    private Optional<String> userInfo(URI url) {
        var given = either("basic.auth.user.info");
        var source = either("basic.auth.credentials.source").orElse(given.isPresent() ? "USER_INFO" : "URL");
        return switch (source) {
            case "URL" -> Optional.ofNullable(url.getUserInfo());
            case "USER_INFO" -> Optional.of(given.orElseThrow(() -> new Problem(
                    "basic.auth.credentials.source=USER_INFO needs basic.auth.user.info=USER:PASSWORD.")));
            case "SASL_INHERIT" -> Optional.of(inherited());
            default -> throw new Problem(
                    "basic.auth.credentials.source can be URL, USER_INFO or SASL_INHERIT, not " + source + ".");
        };
    }

    private String inherited() {
        var jaas = settings.getOrDefault("sasl.jaas.config", "");
        var user = USER.matcher(jaas);
        var password = PASSWORD.matcher(jaas);
        if (!user.find() || !password.find()) {
            throw new Problem("basic.auth.credentials.source=SASL_INHERIT needs a sasl.jaas.config "
                    + "with username=\"...\" and password=\"...\".");
        }
        return user.group(1) + ':' + password.group(1);
    }

    /** The shorter name is the newer one; both are in use. */
    private Optional<String> either(String name) {
        return Optional.ofNullable(settings.getOrDefault(name, settings.get("schema.registry." + name)));
    }
}
