package support;

//DEPS org.junit.platform:junit-platform-launcher:6.1.3

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * How many test methods are done, how long the others may take, and which run now. With which arguments each runs is known
 * only when it does.
 */
final class Progress {

    /** What a method of each level takes, about: only how they compare is of use. */
    private static final Map<String, Integer> WEIGHTS = Map.of("unit", 1, "cluster", 60, "docker", 200, "start", 20,
            "browser", 30,
            "docs", 400, "faults", 400, "hosts", 600, "hosts-long", 1000, "soak", 600);

    private static final int MOST_NAMES = 3;
    private static final int LONGEST_NAME = 70;

    private final Instant began = Instant.now();
    private final Map<String, Integer> left = new LinkedHashMap<>();
    private final Map<String, Running> running = new LinkedHashMap<>();
    private final int all;
    private final int weight;

    private record Running(String name, Instant since) {

        @Override
        public String toString() {
            return (name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "..." : name) + " ("
                    + Duration.between(since, Instant.now()).toSeconds() + " s)";
        }
    }

    Progress(TestPlan plan) {
        methods(plan).forEach(test -> left.put(test.getUniqueId(), test.getTags().stream()
                .mapToInt(tag -> WEIGHTS.getOrDefault(tag.getName(), 1)).max().orElse(1)));
        this.all = left.size();
        this.weight = weight();
    }

    void began(TestIdentifier test, String name) {
        if (test.isTest()) {
            running.put(test.getUniqueId(), new Running(name, Instant.now()));
        }
    }

    void ended(TestIdentifier test) {
        running.remove(test.getUniqueId());
        left.remove(test.getUniqueId());
    }

    @Override
    public String toString() {
        var passed = Duration.between(began, Instant.now());
        var done = weight - weight();
        // from the first few methods nothing can be told
        var rest = done * 50L < weight ? "" : ", some " + minutes(passed.multipliedBy(weight()).dividedBy(done)) + " left";
        var now = running.values().stream().limit(MOST_NAMES).map(Running::toString).collect(Collectors.joining(", "))
                + (running.size() > MOST_NAMES ? " and " + (running.size() - MOST_NAMES) + " more" : "");
        return (all - left.size()) + " of " + all + " methods after " + minutes(passed) + rest
                + (now.isEmpty() ? "" : "; now: " + now);
    }

    private int weight() {
        return left.values().stream().mapToInt(one -> one).sum();
    }

    private static String minutes(Duration time) {
        return String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
    }

    /** A method with parameters, too, is one. */
    private static Set<TestIdentifier> methods(TestPlan plan) {
        var methods = new LinkedHashSet<TestIdentifier>();
        plan.getRoots().forEach(root -> plan.getDescendants(root).stream()
                .filter(test -> test.getSource().filter(MethodSource.class::isInstance).isPresent()).forEach(methods::add));
        return methods;
    }
}
