package watch.control;

import java.util.List;

/** A broker, or the registry, and what can be done to it. */
record ServiceState(String service, String state, List<String> can) {

    static final String RUNS = "runs";
    static final String FROZEN = "frozen";
    static final String STOPPED = "stopped";
    static final String BUSY = "busy";
}
