package watch.web;

//SOURCES Query.java

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who may ask. That it listens on this computer only keeps nobody out: every web page that is open here can send requests to
 * it, under any name that its author's DNS gives to 127.0.0.1, and so can every other user of the computer.
 */
record Guard(int port, String token, boolean controls) {

    static final String HOME = "/";
    static final String TO_READ = "GET, HEAD";
    static final String TO_ACT = "POST";

    private static final String TOKEN = "token";
    private static final int TOKEN_BYTES = 18;
    private static final Set<String> READING = Set.of("GET", "HEAD");
    private static final String JSON = "application/json";

    /** A link, typed or clicked, has no origin; all else the page itself must ask for. */
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    /** What whoever asks is told instead of an answer. */
    record Refusal(int status, String sentence) {
    }

    /** @param controls whether something can be changed here at all */
    static Guard of(int port, boolean controls) {
        var random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        return new Guard(port, Base64.getUrlEncoder().encodeToString(random), controls);
    }

    String link() {
        return "http://localhost:" + port + HOME + "?" + TOKEN + "=" + token;
    }

    /** Cookies know no ports: its name has to. No page of another site gets it sent along. */
    String cookie() {
        return cookieName() + "=" + token + "; Path=/; HttpOnly; SameSite=Strict";
    }

    private String cookieName() {
        return "watch-" + port;
    }

    /** The link that was printed: to be answered with the cookie. */
    boolean isLink(URI uri) {
        return uri.getPath().equals(HOME)
                && Query.of(uri.getRawQuery()).text(TOKEN).filter(this::isToken).isPresent();
    }

    Optional<Refusal> refusal(String method, URI uri, Headers headers) {
        var hosts = headers.getOrDefault("Host", List.of());
        if (hosts.size() != 1 || !Set.of("localhost:" + port, "127.0.0.1:" + port, "[::1]:" + port).contains(hosts.get(0))) {
            return refused(403, "This page is at http://localhost:" + port + "/ and under no other name.");
        } else if (!READING.contains(method) && !(controls && method.equals(TO_ACT))) {
            return refused(405, controls ? "Only GET, HEAD and POST are answered here."
                    : "Nothing can be changed here: only GET and HEAD are answered.");
        } else if (uri.getPath() == null || !uri.getPath().startsWith(HOME)) {
            return refused(403, "There is nothing here.");
        }
        return method.equals(TO_ACT) ? refusalToAct(hosts.get(0), headers) : refusalToRead(uri, hosts.get(0), headers);
    }

    private Optional<Refusal> refusalToRead(URI uri, String host, Headers headers) {
        if (!isOfOurPage(uri.getPath(), host, headers)) {
            return refused(403, "Only the page itself may ask for this.");
        }
        return isLink(uri) || hasCookie(headers) ? Optional.empty() : notLetIn();
    }

    /**
     * Every browser says where a POST comes from, so one that does not is none. And a form, which any page can send without
     * asking, cannot have this type.
     */
    private Optional<Refusal> refusalToAct(String host, Headers headers) {
        if (!List.of("http://" + host).equals(headers.get("Origin"))
                || !List.of("same-origin").equals(headers.getOrDefault("Sec-Fetch-Site", List.of("same-origin")))) {
            return refused(403, "Only the page itself may do this.");
        } else if (!hasCookie(headers)) {
            return notLetIn();
        }
        return List.of(JSON).equals(headers.get("Content-Type")) ? Optional.empty()
                : refused(415, "What is sent must be " + JSON + ".");
    }

    private static Optional<Refusal> notLetIn() {
        return refused(403, "Open the link that Watch.java has printed in its terminal: it lets you in.");
    }

    private static Optional<Refusal> refused(int status, String sentence) {
        return Optional.of(new Refusal(status, sentence));
    }

    /** Pages of other ports of this computer count as the same site, and get the cookie sent along. */
    private static boolean isOfOurPage(String path, String host, Headers headers) {
        var isLinked = path.equals(HOME) && "navigate".equals(headers.getFirst("Sec-Fetch-Mode"));
        var site = headers.getFirst("Sec-Fetch-Site");
        var origin = headers.getFirst("Origin");
        return isLinked || (site == null || OWN_SITES.contains(site)) && (origin == null || origin.equals("http://" + host));
    }

    private boolean hasCookie(Headers headers) {
        return headers.getOrDefault("Cookie", List.of()).stream().flatMap(line -> Arrays.stream(line.split(";")))
                .map(String::strip).filter(one -> one.startsWith(cookieName() + "="))
                .anyMatch(one -> isToken(one.substring(cookieName().length() + 1)));
    }

    /** Takes as long for a wrong one as for one that is nearly right. */
    private boolean isToken(String said) {
        return MessageDigest.isEqual(said.getBytes(UTF_8), token.getBytes(UTF_8));
    }
}
