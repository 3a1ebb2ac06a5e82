package support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Ports for the clusters of these tests, which run side by side and perhaps beside another run of them: ten at a time, which
 * are this run's until it ends. That a port is free now says nothing about the moment at which a broker wants it.
 */
public final class Ports implements AutoCloseable {

    private static final int FIRST = 21094;
    private static final int LAST = 26000;
    private static final int STEP = 10;
    private static final int TO_CONTROLLER = 100;

    private final List<FileChannel> mine = new ArrayList<>();
    private int next = FIRST;

    /** The first of ten; those a hundred above are the brokers' controllers'. */
    public synchronized int next() {
        while (next < LAST) {
            var port = next;
            // the next hundred are the controllers'
            next += port % TO_CONTROLLER >= TO_CONTROLLER - STEP ? TO_CONTROLLER + STEP : STEP;
            if (lock(port) && IntStream.range(port, port + STEP).allMatch(one -> isFree(one) && isFree(one + TO_CONTROLLER))) {
                return port;
            }
        }
        throw new IllegalStateException("There is no free port from " + FIRST + " to " + LAST + " on this computer.");
    }

    private boolean lock(int port) {
        try {
            var folder = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir"), "at-least-once-ports-"
                    + System.getProperty("user.name")));
            var channel = FileChannel.open(folder.resolve(String.valueOf(port)), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            try {
                if (channel.tryLock() != null) {
                    mine.add(channel);
                    return true;
                }
            } catch (OverlappingFileLockException e) {
                // another's in this process
            }
            channel.close();
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public synchronized void close() {
        for (var channel : mine) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
