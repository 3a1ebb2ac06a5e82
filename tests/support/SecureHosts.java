package support;

//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES Hosts.java
//SOURCES TempFolder.java

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import support.Hosts.Play;

/** Gives all classes of a run the same three hosts, with the security that is the default: {@link BroughtUp}. */
public final class SecureHosts implements BeforeAllCallback, ParameterResolver {

    private static final Namespace OURS = Namespace.create(SecureHosts.class);

    /** The hosts, and the run of site.yml that made a cluster of them. */
    public record BroughtUp(Hosts hosts, Play first, Path folder) implements AutoCloseable {

        private static BroughtUp now() {
            var folder = TempFolder.create("hosts-");
            var hosts = Hosts.up(folder, Map.of("HOSTS_SECURE", "yes"));
            return new BroughtUp(hosts, hosts.play("site.yml"), folder);
        }

        @Override
        public void close() {
            hosts.down();
            TempFolder.delete(folder);
        }
    }

    /** Not when a test asks: from there a test that cannot run would not count as skipped. */
    @Override
    public void beforeAll(ExtensionContext tests) {
        broughtUp(tests);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == BroughtUp.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return broughtUp(test);
    }

    private static BroughtUp broughtUp(ExtensionContext context) {
        return context.getRoot().getStore(OURS).computeIfAbsent(BroughtUp.class, same -> BroughtUp.now(), BroughtUp.class);
    }
}
