package drill;

/** The drill is over before its time: somebody stopped it, or something in it went wrong. */
final class Halted extends RuntimeException {

    Halted() {
        super("The drill was stopped.");
    }
}
