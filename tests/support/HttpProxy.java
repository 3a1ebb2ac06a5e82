package support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An HTTP proxy on loopback, with tunnels for https, that notes which host each request is for. */
public final class HttpProxy implements AutoCloseable {

    /** CONNECT example.org:443 HTTP/1.1, or GET http://example.org/path HTTP/1.1 */
    private static final Pattern REQUEST = Pattern.compile("(CONNECT |\\w+ http://)([^/: ]+)(?::(\\d+))?([^ ]*) HTTP/.*\r\n");

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private HttpProxy(ServerSocket server) {
        this.server = server;
        threads.execute(this::serve);
    }

    public static HttpProxy start() {
        try {
            return new HttpProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /** The hosts, one for each request. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                threads.execute(() -> answer(client));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void answer(Socket client) {
        try (client) {
            var head = head(client);
            var request = REQUEST.matcher(head);
            if (!request.lookingAt()) {
                asked.add(head);
                return;
            }
            asked.add(request.group(2));
            var tunnel = request.group(1).startsWith("CONNECT");
            var port = request.group(3) == null ? 80 : Integer.parseInt(request.group(3));
            try (var origin = new Socket(request.group(2), port)) {
                if (tunnel) {
                    client.getOutputStream().write("HTTP/1.1 200 Connected\r\n\r\n".getBytes(ISO_8859_1));
                    threads.execute(() -> copy(client, origin));
                } else {
                    origin.getOutputStream().write(once(head, request.group(4)).getBytes(ISO_8859_1));
                }
                copy(origin, client);
            }
        } catch (IOException e) {
            // whoever asked sees that the connection is closed
        }
    }

    private static String head(Socket client) throws IOException {
        var head = new ByteArrayOutputStream();
        for (var read = client.getInputStream().read(); read >= 0; read = client.getInputStream().read()) {
            head.write(read);
            if (read == '\n' && head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
                break;
            }
        }
        return head.toString(ISO_8859_1);
    }

    /** The request as its origin wants it, which closes the connection then: so the next request is a new one here, too. */
    private static String once(String head, String path) {
        return head.replaceFirst(" http://\\S+", " " + Matcher.quoteReplacement(path))
                .replaceAll("(?im)^(proxy-)?connection:.*\r\n", "")
                .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n");
    }

    /** Until one of them closes; then the other is closed, too. */
    private static void copy(Socket from, Socket to) {
        try (from; to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // the other end was faster
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdown();
    }
}
