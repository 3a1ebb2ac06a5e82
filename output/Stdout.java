package output;

//SOURCES OutputFailed.java

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Lines for people to read, each written at once. {@code System.out} swallows errors: a full disk would look like success. */
public final class Stdout {

    private final OutputStream out = new FileOutputStream(FileDescriptor.out);

    public void line(String text) {
        try {
            out.write((text + "\n").getBytes(UTF_8));
        } catch (IOException e) {
            throw new OutputFailed(e, "");
        }
    }
}
