package support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** HTTP byte by byte, as no browser and no library would send it. */
public final class RawHttp {

    private static final int PATIENCE_MILLIS = 20_000;

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

    private final String address;
    private final int port;

    public RawHttp(int port) {
        this("127.0.0.1", port);
    }

    public RawHttp(String address, int port) {
        this.address = address;
        this.port = port;
    }

    /** The whole answer; nothing of it where the connection was closed without one. */
    public String ask(String request, String... headers) {
        try (var open = open(request, headers)) {
            return open.untilItEnds();
        }
    }

    /** The whole answer to a request that has a body. */
    public String send(String request, String body, String... headers) {
        try (var open = open(request, headers)) {
            open.send(body);
            return open.untilItEnds();
        }
    }

    /** Sends the request and reads nothing yet. */
    public Open open(String request, String... headers) {
        var open = new Open(connect());
        open.send(request + "\r\n" + Arrays.stream(headers).map(one -> one + "\r\n").collect(Collectors.joining()) + "\r\n");
        return open;
    }

    /** Of a request that goes no further. */
    public Open begin(String part) {
        var open = new Open(connect());
        open.send(part);
        return open;
    }

    private Socket connect() {
        try {
            var socket = new Socket(InetAddress.getByName(address), port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A connection, and what was read from it. */
    public static final class Open implements AutoCloseable {

        private final Socket socket;
        private final StringBuilder read = new StringBuilder();

        private Open(Socket socket) {
            this.socket = socket;
        }

        /** A server that has closed the connection already may have said why. */
        private void send(String text) {
            try {
                socket.getOutputStream().write(text.getBytes(UTF_8));
                socket.getOutputStream().flush();
            } catch (IOException e) {
                // then reading tells
            }
        }

        public String text() {
            return read.toString();
        }

        /** Reads until this has come, and forgets all until there; returns it. */
        public String awaits(String part) {
            var from = 0;
            while (read.indexOf(part, from) < 0) {
                from = Math.max(0, read.length() - part.length());
                if (!more()) {
                    throw new AssertionError("the connection ended without '" + part + "' after " + shortened());
                }
            }
            var end = read.indexOf(part, from) + part.length();
            var until = read.substring(0, end);
            read.delete(0, end);
            return until;
        }

        private String shortened() {
            return read.length() < 2000 ? read.toString() : read.substring(read.length() - 2000);
        }

        /** Reads until the server closes, or until all of its answer is there. */
        public String untilItEnds() {
            var end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
            while (!isWhole() && more()) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("it does not end: " + shortened());
                }
            }
            return text();
        }

        private boolean isWhole() {
            var end = read.indexOf("\r\n\r\n");
            if (end < 0) {
                return false;
            }
            var head = read.substring(0, end);
            var length = LENGTH.matcher(head);
            return length.find() ? read.length() >= end + 4 + Integer.parseInt(length.group(1)) : !head.contains("chunked");
        }

        private boolean more() {
            var bytes = new byte[1 << 16];
            try {
                var count = socket.getInputStream().read(bytes);
                if (count > 0) {
                    read.append(new String(bytes, 0, count, UTF_8));
                }
                return count > 0;
            } catch (SocketTimeoutException e) {
                throw new AssertionError("nothing for " + PATIENCE_MILLIS / 1000 + " s after " + shortened(), e);
            } catch (IOException e) {
                return false; // reset
            }
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
