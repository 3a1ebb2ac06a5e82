package cluster;

//SOURCES EndWithOwner.java

/** What the registry's process runs: Apicurio's own main class, which is not on our class path but on that of the process. */
public final class SchemaRegistryMain {

    private SchemaRegistryMain() {
    }

    public static void main(String... args) throws ReflectiveOperationException {
        EndWithOwner.arrange();
        Class.forName("io.quarkus.runner.GeneratedMain").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    }
}
