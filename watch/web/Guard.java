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
record Guard(int port, String token) {

    static final String HOME = "/";

    private static final String TOKEN = "token";
    private static final int TOKEN_BYTES = 18;
    private static final Set<String> METHODS = Set.of("GET", "HEAD");

    /** A link, typed or clicked, has no origin; all else the page itself must ask for. */
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    /** What whoever asks is told instead of an answer. */
    record Refusal(int status, String sentence) {
    }

    static Guard of(int port) {
        var random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        return new Guard(port, Base64.getUrlEncoder().encodeToString(random));
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
        } else if (!METHODS.contains(method)) {
            return refused(405, "Nothing can be changed here: only GET and HEAD are answered.");
        } else if (uri.getPath() == null || !uri.getPath().startsWith(HOME)) {
            return refused(403, "There is nothing here.");
        } else if (!isOfOurPage(uri.getPath(), hosts.get(0), headers)) {
            return refused(403, "Only the page itself may ask for this.");
        }
        return isLink(uri) || hasCookie(headers) ? Optional.empty()
                : refused(403, "Open the link that Watch.java has printed in its terminal: it lets you in.");
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
