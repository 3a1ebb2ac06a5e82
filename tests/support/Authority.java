package support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** A company's authority, by openssl: a root for ten years, and an intermediate one for 200 days, which issues certificates. */
public final class Authority {

    private static final String EC = "ec -pkeyopt ec_paramgen_curve:P-256";
    private static final DateTimeFormatter MIDNIGHT = DateTimeFormatter.ofPattern("yyyyMMdd'000000Z'");
    private static final String SETTINGS = """
            [ca]
            default_ca = it
            [it]
            database = index
            new_certs_dir = .
            rand_serial = yes
            unique_subject = no
            default_md = sha256
            policy = any
            preserve = yes
            [any]
            organizationName = optional
            organizationalUnitName = optional
            commonName = supplied
            emailAddress = optional
            """;

    private final Path folder;

    /** Keeps its keys in this folder. */
    public Authority(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        Files.writeString(folder.resolve("index"), "");
        Files.writeString(folder.resolve("settings"), SETTINGS);
        Files.writeString(folder.resolve("is-one"), "basicConstraints=critical,CA:TRUE\n");
        openssl("req -x509 -days 3650 -subj /O=Example/CN=Root" + key(EC) + " -keyout root.key -out root.crt");
        openssl("req -subj /O=Example/CN=Intermediate" + key(EC) + " -keyout intermediate.key -out intermediate.csr");
        openssl("x509 -req -in intermediate.csr -CA root.crt -CAkey root.key -set_serial 1 -days 200 -extfile is-one"
                + " -out intermediate.crt");
    }

    public String root() throws IOException {
        return Files.readString(folder.resolve("root.crt"));
    }

    /**
     * Puts NAME.key and NAME.crt there, with the intermediate certificate. The properties are its subject (/CN=name) and its
     * names, and where they are not the usual ones when it begins and ends, in days from now, its use, and the kind of its key.
     */
    public void issue(Path there, String name, Map<String, String> properties) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("extensions"), "subjectAltName=" + properties.get("names")
                + "\nextendedKeyUsage=" + properties.getOrDefault("use", "serverAuth,clientAuth") + "\n");
        openssl("req -subj " + properties.get("subject") + key(properties.getOrDefault("key", EC))
                + " -keyout " + there.resolve(name + ".key") + " -out csr");
        openssl("ca -batch -notext -config settings -cert intermediate.crt -keyfile intermediate.key -extfile extensions"
                + " -startdate " + midnight(properties.getOrDefault("begins", "-9"))
                + " -enddate " + midnight(properties.getOrDefault("ends", "365")) + " -in csr -out crt");
        var certificate = Files.readString(folder.resolve("crt"));
        Files.writeString(there.resolve(name + ".crt"), certificate + Files.readString(folder.resolve("intermediate.crt")));
    }

    private static String key(String kind) {
        return " -nodes -newkey " + kind;
    }

    private static String midnight(String days) {
        return MIDNIGHT.format(LocalDate.now().plusDays(Long.parseLong(days)));
    }

    private void openssl(String command) throws IOException, InterruptedException {
        var openssl = new ProcessBuilder(("openssl " + command).split(" +")).directory(folder.toFile()).redirectErrorStream(true)
                .start();
        var said = new String(openssl.getInputStream().readAllBytes(), UTF_8);
        if (openssl.waitFor() != 0) {
            throw new AssertionError(command + ": " + said);
        }
    }
}
