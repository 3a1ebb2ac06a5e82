package registry;

//SOURCES ../cli/Problem.java

import cli.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Whom to trust and who we are: what the stores say that the settings name. Without such settings, Java's defaults hold. */
record Tls(Map<String, String> settings) {

    private static final String PREFIX = "schema.registry.ssl.";

    SSLContext context() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(identity(), trusted(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new Problem("The " + PREFIX + "... settings cannot be used: " + e.getMessage() + ".", e);
        }
    }

    private KeyManager[] identity() throws GeneralSecurityException {
        if (!has("keystore.location")) {
            return null;
        }
        var password = get("key.password", get("keystore.password", "")).toCharArray();
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store("keystore"), password);
        return factory.getKeyManagers();
    }

    private TrustManager[] trusted() throws GeneralSecurityException {
        if (!has("truststore.location")) {
            return null;
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(get("truststore.type", "").equalsIgnoreCase("PEM") ? certificates() : store("truststore"));
        return factory.getTrustManagers();
    }

    private KeyStore store(String which) throws GeneralSecurityException {
        var location = get(which + ".location", "");
        var password = get(which + ".password", null);
        var store = KeyStore.getInstance(get(which + ".type", "JKS")); // Java's JKS reads PKCS12 as well
        try (var file = Files.newInputStream(Path.of(location))) {
            store.load(file, password == null ? null : password.toCharArray());
            return store;
        } catch (IOException e) {
            throw unreadable(which, location, e);
        }
    }

    private KeyStore certificates() throws GeneralSecurityException {
        var location = get("truststore.location", "");
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        try (var file = Files.newInputStream(Path.of(location))) {
            store.load(null, null);
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                store.setCertificateEntry("trusted-" + store.size(), certificate);
            }
            return store;
        } catch (IOException e) {
            throw unreadable("truststore", location, e);
        }
    }

    private static Problem unreadable(String which, String location, IOException e) {
        return new Problem(PREFIX + which + ".location: cannot read " + location + " (" + e + "). Check the path, ..."
                + which + ".password and ..." + which + ".type.", e);
    }

    private boolean has(String name) {
        return settings.containsKey(PREFIX + name);
    }

    private String get(String name, String otherwise) {
        return settings.getOrDefault(PREFIX + name, otherwise);
    }
}
