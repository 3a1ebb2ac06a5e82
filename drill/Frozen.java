package drill;

//SOURCES Guard.java
//SOURCES Processes.java

/** A process that stands still until this is closed, and does not stay so however the drill ends: frozen, it would not hear of it. */
final class Frozen implements AutoCloseable {

    private final ProcessHandle process;
    private final Guard guard;

    Frozen(ProcessHandle process) {
        this.process = process;
        this.guard = Guard.kills(process);
        Processes.freeze(process);
    }

    @Override
    public void close() {
        Processes.thaw(process);
        guard.close();
    }
}
