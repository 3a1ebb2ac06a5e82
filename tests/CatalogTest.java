//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Repo.java

import static org.assertj.core.api.Assertions.assertThat;
import static support.Lab.ids;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import support.Lab;
import support.Labs;
import support.Repo;

/** The programs run from wherever JBang finds them. */
@Tag("start")
@ExtendWith(Labs.class)
@Labs.BreakBrokersInTurn(last = true) // it breaks none, but whole ones for two tests would be three more
class CatalogTest {

    @Test
    void aScriptRunsByItsNameInTheCatalog(Lab lab) {
        lab.produce(0, 10);
        var consumer = lab.jbang(Map.of(), "single-consumer@.", lab.options("SingleConsumer.java", "--count", "10"));
        assertThat(consumer.exitCode()).isZero();
        assertThat(consumer.processed()).containsExactlyInAnyOrderElementsOf(ids(0, 10));
    }

    @Test
    void aScriptRunsFromAWebServer(Lab lab) throws IOException {
        lab.produce(0, 10);
        var web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/", exchange -> {
            var file = Repo.file(exchange.getRequestURI().getPath().substring(1));
            var bytes = Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
            exchange.sendResponseHeaders(bytes.length > 0 ? 200 : 404, bytes.length > 0 ? bytes.length : -1);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        web.start();
        try {
            var url = "http://localhost:" + web.getAddress().getPort() + "/";
            var home = new HashMap<String, String>();
            home.put("JBANG_DIR", jbangOfItsOwn(lab.file("jbang")).toString());
            home.put("JBANG_CACHE_DIR", null);
            assertThat(lab.jbang(home, "trust", List.of("add", url)).exitCode()).isZero();
            var script = "batch-consumer@" + url + "jbang-catalog.json";
            var consumer = lab.jbang(home, script, lab.options("BatchConsumer.java", "--count", "10"));
            assertThat(consumer.exitCode()).isZero();
            assertThat(consumer.processed()).containsExactlyInAnyOrderElementsOf(ids(0, 10));
        } finally {
            web.stop(0);
        }
    }

    /** With what the start script fetched, but none of the user's builds and trusts. */
    private static Path jbangOfItsOwn(Path folder) throws IOException {
        var jbang = Optional.ofNullable(System.getenv("JBANG_DIR")).orElse(System.getProperty("user.home") + "/.jbang");
        var cache = Optional.ofNullable(System.getenv("JBANG_CACHE_DIR")).map(Path::of).orElse(Path.of(jbang, "cache"));
        var own = Files.createDirectories(folder.resolve("cache"));
        try (var fetched = Files.newDirectoryStream(cache, "jbang-cli-*")) {
            for (var one : fetched) {
                Files.createSymbolicLink(own.resolve(one.getFileName()), one);
            }
        }
        return folder;
    }
}
