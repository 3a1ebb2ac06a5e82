//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../cli/Problem.java
//SOURCES ../watch/web/Action.java
//SOURCES ../watch/web/Answer.java
//SOURCES ../watch/web/Frame.java
//SOURCES ../watch/web/Query.java
//SOURCES ../watch/web/Server.java
//SOURCES support/RawHttp.java
//SOURCES support/Wait.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cli.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import support.RawHttp;
import support.Wait;
import watch.web.Action;
import watch.web.Answer;
import watch.web.Frame;
import watch.web.Query;
import watch.web.Server;

/** What a web page, a program or another user on this computer may try with Watch's server. */
@Tag("unit")
class WatchGuardTest {

    private static final int MOST_STREAMS = 12;

    private final AtomicInteger answered = new AtomicInteger();
    private final List<Consumer<Frame>> takers = new CopyOnWriteArrayList<>();
    private final Server server = Server.start(0, "messages", (topic, last, taker) -> {
        takers.add(taker);
        taker.accept(Frame.of(1, "{\"topic\":\"" + topic + "\",\"last\":" + last.orElse(-1) + "}"));
        return () -> takers.remove(taker);
    }, Map.of("known", this::known, "broken", query -> {
        throw new IllegalStateException("a mistake of ours");
    }), Map.of());
    private final int port = port(server);
    private final String token = token(server);
    private final RawHttp http = new RawHttp(port);
    private final String host = host(server);
    private final String cookie = cookie(server);

    private static int port(Server server) {
        return Integer.parseInt(server.link().replaceAll(".*:(\\d+)/.*", "$1"));
    }

    private static String token(Server server) {
        return server.link().replaceAll(".*token=", "");
    }

    private static String host(Server server) {
        return "Host: localhost:" + port(server);
    }

    private static String cookie(Server server) {
        return "Cookie: other=1; watch-" + port(server) + "=" + token(server);
    }

    private Answer known(Query query) {
        answered.incrementAndGet();
        return Answer.json(Map.of("count", query.number("count", 1, 200, 50)));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void itListensOnThisComputerOnly() throws IOException {
        for (var network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (var address : Collections.list(network.getInetAddresses())) {
                if (!address.isLoopbackAddress()) {
                    assertThatThrownBy(() -> connect(address)).as(address.toString()).isInstanceOf(ConnectException.class);
                }
            }
        }
        connect(InetAddress.getByName("127.0.0.1"));
    }

    /** A browser may ask either for "localhost". */
    @Test
    void bothAddressesOfThisComputerAreItsOwn() throws IOException {
        assumeTrue(hasIPv6(), "this computer has no ::1");
        var other = new RawHttp("::1", port);
        assertThat(other.ask("GET /api/known HTTP/1.1", "Host: [::1]:" + port, cookie)).startsWith("HTTP/1.1 200")
                .endsWith("{\"count\":50}");
        assertThat(other.ask("GET /api/known HTTP/1.1", host, cookie)).startsWith("HTTP/1.1 200");
        assertThat(other.ask("GET /api/known HTTP/1.1", "Host: [::1]:" + port)).startsWith("HTTP/1.1 403");
        assertThat(other.ask("GET /api/known HTTP/1.1", "Host: evil.example:" + port, cookie)).startsWith("HTTP/1.1 403");
    }

    /** Otherwise a browser that goes to localhost might ask them. */
    @Test
    void aPortThatOthersHaveAtOneOfItsAddressesIsTaken() throws IOException {
        assumeTrue(hasIPv6(), "this computer has no ::1");
        try (var theirs = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            int taken = theirs.getLocalPort();
            assertThatThrownBy(() -> Server.start(taken, "messages", (topic, last, taker) -> () -> { }, Map.of(), Map.of()))
                    .isInstanceOf(Problem.class).hasMessageContaining("Port " + taken);
        }
    }

    private static boolean hasIPv6() throws IOException {
        return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                .anyMatch(network -> Collections.list(network.getInetAddresses()).stream()
                        .anyMatch(address -> address.isLoopbackAddress() && address instanceof Inet6Address));
    }

    private void connect(InetAddress address) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 2000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example:PORT", "localhost", "localhost:1", "localhost.evil.example:PORT", "127.0.0.1",
            "0.0.0.0:PORT", "LOCALHOST.:PORT", "localhost:PORT:PORT", "[::1]", ""})
    void anotherNameIsRefused(String name) {
        var said = http.ask("GET /api/known HTTP/1.1", "Host: " + name.replace("PORT", String.valueOf(port)), cookie);
        assertThat(said).startsWith("HTTP/1.1 4").doesNotContain("count");
        assertThat(answered).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:PORT", "127.0.0.1:PORT", "[::1]:PORT"})
    void itsOwnNamesAreNot(String name) {
        assertThat(http.ask("GET /api/known HTTP/1.1", "Host: " + name.replace("PORT", String.valueOf(port)), cookie))
                .startsWith("HTTP/1.1 200").endsWith("{\"count\":50}");
    }

    @Test
    void noNameAndTwoNamesAreRefused() {
        assertThat(http.ask("GET /api/known HTTP/1.0", cookie)).startsWith("HTTP/1.1 403");
        assertThat(http.ask("GET /api/known HTTP/1.1", host, "Host: evil.example", cookie)).startsWith("HTTP/1.1 403");
        assertThat(http.ask("GET http://evil.example/api/known HTTP/1.1", "Host: evil.example", cookie))
                .startsWith("HTTP/1.1 403");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/page/watch.js", "/page/lit-html.js", "/api/known", "/events", "/nothing", "/?token=",
            "/?token=x", "/?token", "/page/x?token=TOKEN", "/api/known?token=TOKEN", "/events?token=TOKEN"})
    void withoutTheTokenThereIsNothing(String path) {
        var said = http.ask("GET " + path.replace("TOKEN", token) + " HTTP/1.1", host);
        assertThat(said).startsWith("HTTP/1.1 403").contains("Open the link that Watch.java has printed")
                .contains("Content-type: text/plain").doesNotContainIgnoringCase("set-cookie");
        assertThat(answered).hasValue(0);
        assertThat(takers).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"watch-PORT=", "watch-PORT=x", "watch-1=TOKEN", "TOKEN", "watch-PORT=TOKENx", "xwatch-PORT=TOKEN"})
    void aWrongCookieIsNone(String wrong) {
        var said = "Cookie: " + wrong.replace("PORT", String.valueOf(port)).replace("TOKEN", token);
        assertThat(http.ask("GET /api/known HTTP/1.1", host, said)).startsWith("HTTP/1.1 403");
    }

    @Test
    void theLinkGivesACookieThatScriptsAndOtherSitesDoNotGet() {
        assertThat(server.link()).matches("http://localhost:\\d+/\\?token=[\\w-]{24}");
        var said = http.ask("GET /?token=" + token + " HTTP/1.1", host, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate");
        assertThat(said).startsWith("HTTP/1.1 303").contains("Location: /\r\n")
                .contains("Set-cookie: watch-" + port + "=" + token + "; Path=/; HttpOnly; SameSite=Strict\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "GETT"})
    void nothingCanBeChanged(String method) {
        var said = http.ask(method + " /api/known HTTP/1.1", host, cookie, "Content-Length: 1000000000");
        assertThat(said).startsWith("HTTP/1.1 405").contains("Allow: GET, HEAD");
        assertThat(answered).hasValue(0);
    }

    @Test
    void aHeadHasNoBody() {
        assertThat(http.ask("HEAD /api/known HTTP/1.1", host, cookie)).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n");
        assertThat(http.ask("HEAD /events HTTP/1.1", host, cookie)).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n");
        assertThat(takers).isEmpty();
    }

    /** Pages of other ports of this computer get the cookie sent along: for it, they are the same site. */
    @ParameterizedTest
    @ValueSource(strings = {"Sec-Fetch-Site: same-site", "Sec-Fetch-Site: cross-site", "Origin: http://localhost:3000",
            "Origin: https://evil.example", "Origin: null"})
    void anotherPageIsRefused(String sign) {
        assertThat(http.ask("GET /api/known HTTP/1.1", host, cookie, sign)).startsWith("HTTP/1.1 403");
        assertThat(http.ask("GET /events HTTP/1.1", host, cookie, sign, "Sec-Fetch-Mode: navigate")).startsWith("HTTP/1.1 403");
        assertThat(answered).hasValue(0);
        assertThat(takers).isEmpty();
    }

    @Test
    void ourOwnPageIsNot() {
        assertThat(http.ask("GET /api/known HTTP/1.1", host, cookie, "Sec-Fetch-Site: same-origin",
                "Origin: http://localhost:" + port)).startsWith("HTTP/1.1 200");
    }

    @Test
    void everyAnswerSaysWhatABrowserMayDoWithIt() {
        var all = List.of(http.ask("GET /api/known HTTP/1.1", host, cookie), http.ask("GET /api/known HTTP/1.1", host),
                http.ask("POST / HTTP/1.1", host, cookie), http.ask("GET /nothing HTTP/1.1", host, cookie),
                http.ask("GET /?token=" + token + " HTTP/1.1", host), http.ask("HEAD /events HTTP/1.1", host, cookie),
                http.ask("GET /api/broken HTTP/1.1", host, cookie), http.ask("GET / HTTP/1.1", "Host: evil.example"));
        assertThat(all).allSatisfy(said -> assertThat(said)
                .contains("Content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                        + " img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n")
                .contains("X-content-type-options: nosniff\r\n").contains("Referrer-policy: no-referrer\r\n")
                .contains("Cache-control: no-store\r\n").contains("Cross-origin-resource-policy: same-origin\r\n")
                .doesNotContainIgnoringCase("access-control"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/page/../page/index.html", "/page/%2e%2e/web/Guard.class", "/page/..%2fweb%2fGuard.class",
            "/page//etc/passwd", "/page/%00", "/page/", "/page/index", "/page/Watch.class", "/..", "/page/..\\web", "//", "/api/",
            "/api/../api/known"})
    void aPathLeadsNowhereElse(String path) {
        assertThat(http.ask("GET " + path + " HTTP/1.1", host, cookie)).matches("(?s)HTTP/1.1 (400|403|404) .*");
        assertThat(answered).hasValue(0);
    }

    @Test
    void whatIsWrongIsASentence() {
        assertThat(http.ask("GET /api/known?count=many HTTP/1.1", host, cookie)).startsWith("HTTP/1.1 400")
                .endsWith("{\"problem\":\"count must be a whole number from 1 to 200.\"}");
        assertThat(http.ask("GET /api/known?count=%zz HTTP/1.1", host, cookie)).startsWith("HTTP/1.1 400");
        assertThat(http.ask("GET /api/nothing HTTP/1.1", host, cookie)).startsWith("HTTP/1.1 404").contains("{\"problem\":");
        assertThat(http.ask("GET /api/broken HTTP/1.1", host, cookie)).startsWith("HTTP/1.1 500").contains("a mistake of ours")
                .doesNotContain("at watch.");
        assertThat(http.ask("GET /events?topic=%3Cscript%3E HTTP/1.1", host, cookie)).startsWith("HTTP/1.1 400")
                .doesNotContain("script>");
    }

    @Test
    void aHeaderThatIsTooLongIsRefusedAndTheOthersAreServed() {
        assertThat(http.ask("GET /api/known HTTP/1.1", host, cookie, "X: " + "x".repeat(1_000_000))).doesNotContain("200 OK");
        assertThat(http.ask("GET /" + "x".repeat(1_000_000) + " HTTP/1.1", host, cookie)).doesNotContain("200 OK");
        assertThat(http.ask("GET /api/known HTTP/1.1", host, cookie)).startsWith("HTTP/1.1 200");
    }

    @Test
    void aStreamBeginsWithAWholeFrameAndSaysWhenItEnds() {
        try (var stream = http.open("GET /events?topic=other HTTP/1.1", host, cookie, "Last-Event-ID: 17")) {
            assertThat(stream.awaits("data: {\"topic\":\"other\",\"last\":17}")).startsWith("HTTP/1.1 200")
                    .contains("Content-type: text/event-stream").contains("id: 1\n");
            server.close();
            stream.awaits("event: ended");
        }
    }

    @Test
    void aStreamTooManyIsRefusedUntilOneIsClosed() {
        var streams = new ArrayList<RawHttp.Open>();
        IntStream.range(0, MOST_STREAMS).forEach(number -> streams.add(http.open("GET /events HTTP/1.1", host, cookie)));
        Wait.until("all are open", () -> takers.size() == MOST_STREAMS);
        assertThat(http.ask("GET /events HTTP/1.1", host, cookie)).startsWith("HTTP/1.1 503").contains("close one of them");
        assertThat(http.ask("GET /api/known HTTP/1.1", host, cookie)).as("there is room for what is no stream")
                .startsWith("HTTP/1.1 200");
        streams.remove(0).close();
        Wait.until("its taker has gone", () -> {
            takers.forEach(taker -> taker.accept(Frame.of(2, "{}"))); // a reader that is gone is found out by writing
            return takers.size() < MOST_STREAMS;
        });
        Wait.until("another has it", () -> { // it is free a moment after its taker has gone
            try (var another = http.open("GET /events HTTP/1.1", host, cookie)) {
                return another.awaits("\r\n").startsWith("HTTP/1.1 200");
            }
        });
        streams.forEach(RawHttp.Open::close);
    }

    @Test
    void aReaderThatDoesNotReadIsDroppedAndHoldsUpNobody() {
        try (var slow = http.open("GET /events HTTP/1.1", host, cookie);
                var quick = http.open("GET /events HTTP/1.1", host, cookie)) {
            Wait.until("both are open", () -> takers.size() == 2);
            quick.awaits("id: 1\n");
            var large = "{\"x\":\"" + "x".repeat(1_000_000) + "\"}";
            var number = new AtomicInteger(100);
            Wait.until("one is dropped", () -> {
                var id = number.incrementAndGet();
                takers.forEach(taker -> taker.accept(Frame.of(id, large)));
                quick.awaits("id: " + id + "\n"); // before the next one comes
                return takers.size() == 1;
            });
            var last = number.incrementAndGet();
            takers.forEach(taker -> taker.accept(Frame.of(last, "{}")));
            quick.awaits("id: " + last + "\n");
            assertThat(slow.text()).isEmpty();
        }
    }

    @Test
    void aPortThatIsTakenIsASentence() {
        assertThatThrownBy(() -> Server.start(port, "messages", (topic, last, taker) -> () -> { }, Map.of(), Map.of()))
                .isInstanceOf(Problem.class).hasMessageContaining("Port " + port).hasMessageContaining("--port");
    }

    /** With --control: a POST, as the page sends it, and what others may try with it. */
    @Nested
    class Acting {

        private static final String JSON = "Content-Type: application/json";
        private static final String STOP = "{\"name\":\"producer-1\",\"count\":3}";

        private final List<Map<String, String>> done = new CopyOnWriteArrayList<>();
        private final Server acting = Server.start(0, "messages", (topic, last, taker) -> () -> { },
                Map.of("known", WatchGuardTest.this::known), Map.of(
                        "stop", new Action(Set.of("name", "count"), this::done),
                        "now", new Action(Set.of(), query -> {
                            throw new Problem("A lesson runs.");
                        }),
                        "broken", new Action(Set.of(), query -> {
                            throw new IllegalStateException("a mistake of ours");
                        })));
        private final RawHttp page = new RawHttp(port(acting));
        private final String own = "Origin: http://localhost:" + port(acting);

        private Answer done(Query query) {
            query.number("count", 1, 10, 1);
            done.add(query.values());
            return Answer.json(Map.of());
        }

        @AfterEach
        void close() {
            acting.close();
        }

        private String post(String path, String body, String... headers) {
            var all = new ArrayList<>(List.of(host(acting), cookie(acting), "Content-Length: " + body.getBytes(UTF_8).length));
            all.addAll(List.of(headers));
            return page.send("POST " + path + " HTTP/1.1", body, all.toArray(String[]::new));
        }

        @Test
        void thePageItselfMay() {
            assertThat(post("/api/stop", STOP, own, JSON, "Sec-Fetch-Site: same-origin")).startsWith("HTTP/1.1 200")
                    .endsWith("\r\n\r\n{}");
            assertThat(post("/api/stop", "{}", own, JSON)).as("a browser without Sec-Fetch-Site").startsWith("HTTP/1.1 200");
            assertThat(done).containsExactly(Map.of("name", "producer-1", "count", "3"), Map.of());
        }

        @ParameterizedTest
        @ValueSource(strings = {"Origin: http://localhost:1", "Origin: http://localhost", "Origin: https://localhost:PORT",
                "Origin: http://127.0.0.1:PORT", "Origin: http://localhost:PORT.evil.example", "Origin: https://evil.example",
                "Origin: null", "Origin: ", "Referer: http://localhost:PORT/"})
        void whoComesFromElsewhereMayNot(String origin) {
            var said = post("/api/stop", STOP, origin.replace("PORT", String.valueOf(port(acting))), JSON);
            assertThat(said).startsWith("HTTP/1.1 403").contains("Only the page itself may do this.");
            assertThat(done).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"Sec-Fetch-Site: same-site", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: none",
                "Origin: http://localhost:PORT", "Origin: http://evil.example"})
        void norWhoSaysTwoThingsOrThatAnotherSiteAsks(String more) {
            var said = post("/api/stop", STOP, own, JSON, more.replace("PORT", String.valueOf(port(acting))));
            assertThat(said).startsWith("HTTP/1.1 403");
            assertThat(done).isEmpty();
        }

        @Test
        void norUnderAnotherNameOrWithoutTheCookie() {
            var length = "Content-Length: " + STOP.length();
            var request = "POST /api/stop HTTP/1.1";
            assertThat(page.send(request, STOP, host(acting), own, JSON, length)).startsWith("HTTP/1.1 403")
                    .contains("Open the link");
            assertThat(page.send("POST /api/stop?token=" + token(acting) + " HTTP/1.1", STOP, host(acting), own, JSON, length))
                    .startsWith("HTTP/1.1 403");
            assertThat(page.send("POST /?token=" + token(acting) + " HTTP/1.1", STOP, host(acting), own, JSON, length))
                    .startsWith("HTTP/1.1 403");
            assertThat(page.send(request, STOP, "Host: evil.example:" + port(acting),
                    "Origin: http://evil.example:" + port(acting), cookie(acting), JSON, length)).startsWith("HTTP/1.1 403");
            assertThat(done).isEmpty();
        }

        /** A form can send these without asking, from any page. */
        @ParameterizedTest
        @ValueSource(strings = {"Content-Type: text/plain", "Content-Type: application/x-www-form-urlencoded",
                "Content-Type: multipart/form-data; boundary=x", "Content-Type: text/plain; application/json",
                "Content-Type: application/jsonx", "X: y"})
        void anotherTypeIsRefused(String type) {
            assertThat(post("/api/stop", STOP, own, type)).startsWith("HTTP/1.1 415");
            assertThat(done).isEmpty();
        }

        @Test
        void aBodyThatIsTooLongIsRefusedHoweverLongItSaysItIs() {
            var tooLong = "{\"name\":\"" + "x".repeat(4100) + "\"}";
            assertThat(post("/api/stop", tooLong, own, JSON)).startsWith("HTTP/1.1 413").contains("At most 4096 bytes");
            var chunk = Integer.toHexString(tooLong.length()) + "\r\n" + tooLong + "\r\n";
            assertThat(page.send("POST /api/stop HTTP/1.1", chunk.repeat(20), host(acting), cookie(acting), own, JSON,
                    "Transfer-Encoding: chunked")).startsWith("HTTP/1.1 413");
            var longest = "{\"name\":\"" + "x".repeat(4096 - 11) + "\"}";
            assertThat(post("/api/stop", longest, own, JSON)).startsWith("HTTP/1.1 200");
            assertThat(done).hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "x", "[]", "3", "\"name\"", "null", "{", "{\"name\":}", "{\"name\":1}}", "{}{}", "{} x",
                "{\"name\":\"a\",\"name\":\"b\"}", "{\"name\":{}}", "{\"name\":[\"a\"]}", "{'name':1}", "{\"count\":NaN}"})
        void whatIsNoFlatObjectIsRefused(String body) {
            assertThat(post("/api/stop", body, own, JSON)).startsWith("HTTP/1.1 400").contains("{\"problem\":");
            assertThat(done).isEmpty();
        }

        @Test
        void whatIsWrongOrNotNowIsASentence() {
            assertThat(post("/api/stop", "{\"exec\":\"rm\"}", own, JSON)).startsWith("HTTP/1.1 400")
                    .endsWith("{\"problem\":\"There is a field that is not known here. Known are: count, name.\"}");
            assertThat(post("/api/stop", "{\"name\":{}}", own, JSON)).startsWith("HTTP/1.1 400")
                    .endsWith("{\"problem\":\"A field must be a text, a number, true, false or null.\"}");
            assertThat(post("/api/stop", "{\"count\":11}", own, JSON)).startsWith("HTTP/1.1 400")
                    .endsWith("{\"problem\":\"count must be a whole number from 1 to 10.\"}");
            assertThat(post("/api/now", "{}", own, JSON)).startsWith("HTTP/1.1 409")
                    .endsWith("{\"problem\":\"A lesson runs.\"}");
            assertThat(post("/api/broken", "{}", own, JSON)).startsWith("HTTP/1.1 500").doesNotContain("at watch.");
            assertThat(done).isEmpty();
        }

        @Test
        void whatIsReadIsNotDoneAndWhatIsDoneIsNotRead() {
            assertThat(page.ask("GET /api/stop HTTP/1.1", host(acting), cookie(acting))).startsWith("HTTP/1.1 405")
                    .contains("Allow: POST");
            assertThat(post("/api/known", "{}", own, JSON)).startsWith("HTTP/1.1 405").contains("Allow: GET, HEAD");
            assertThat(post("/api/nothing", "{}", own, JSON)).startsWith("HTTP/1.1 404");
            assertThat(post("/events", "{}", own, JSON)).startsWith("HTTP/1.1 404");
            assertThat(post("/", "{}", own, JSON)).startsWith("HTTP/1.1 404");
            assertThat(page.ask("PUT /api/stop HTTP/1.1", host(acting), cookie(acting), own, JSON)).startsWith("HTTP/1.1 405");
            assertThat(done).isEmpty();
            assertThat(answered).hasValue(0);
        }
    }
}
