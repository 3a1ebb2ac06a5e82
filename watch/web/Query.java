package watch.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What stands behind the question mark: text from the browser, of which nothing is believed. */
public record Query(Map<String, String> values) {

    /** What was asked for cannot be: the sentence goes to the page, with the status 400. */
    public static final class Wrong extends RuntimeException {

        public Wrong(String sentence) {
            super(sentence);
        }
    }

    /** @param raw as it came, encoded; null for none */
    public static Query of(String raw) {
        var values = new LinkedHashMap<String, String>();
        for (var pair : raw == null || raw.isEmpty() ? new String[0] : raw.split("&")) {
            var equals = pair.indexOf('=');
            values.put(decoded(equals < 0 ? pair : pair.substring(0, equals)),
                    equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        }
        return new Query(values);
    }

    /** Empty where it is missing or blank. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).filter(text -> !text.isBlank());
    }

    public String required(String name) {
        return text(name).orElseThrow(() -> new Wrong(name + " is missing."));
    }

    public long number(String name, long least, long most, long otherwise) {
        return text(name).map(text -> number(name, text, least, most)).orElse(otherwise);
    }

    private static long number(String name, String text, long least, long most) {
        try {
            var number = Long.parseLong(text.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new Wrong(name + " must be a whole number from " + least + " to " + most + ".");
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Wrong("The address has a % that is not followed by two hexadecimal digits.");
        }
    }
}
