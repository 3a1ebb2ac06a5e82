package watch.live;

//SOURCES ../asking/Asking.java
//SOURCES ../asking/Loop.java
//SOURCES ../asking/Pace.java
//SOURCES ../web/Frame.java
//SOURCES ../web/Frames.java
//SOURCES Doings.java
//SOURCES Scene.java

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import watch.asking.Asking;
import watch.asking.Loop;
import watch.asking.Pace;
import watch.web.Frame;
import watch.web.Frames;

/** All that is looked at, and the one topic whose history goes on when nobody looks. */
public final class Live implements Frames, AutoCloseable {

    /** Eight frames a second. */
    private static final Duration TICK = Duration.ofMillis(125);
    private static final long IDLE_TICK = 1000;

    /** Counts change all the time: four times a second is enough. */
    private static final long DOINGS_TICK = 250;

    /** A topic that nobody looks at any more is forgotten after that. */
    private static final long REMEMBERED = 60_000;

    private final String topic;
    private final Loop loop;
    private final Asking asking;
    private final Doings doings;
    private final Scene.Watched watched;
    private final AtomicLong sequence = new AtomicLong();
    private final Map<String, Scene> scenes = new TreeMap<>();
    private long idleAt;
    private long doingsAt;
    private Map<String, Object> control = Map.of();

    /** @param topic the one that is always watched */
    public Live(String topic, Loop loop, Asking asking, Doings doings, String version) {
        this.topic = topic;
        this.loop = loop;
        this.asking = asking;
        this.doings = doings;
        var now = System.currentTimeMillis();
        this.watched = new Scene.Watched(version, now, now);
        scenes.put(topic, scene(topic));
        loop.every(TICK, this::tick);
    }

    private Scene scene(String topic) {
        return new Scene(topic, asking, watched.at(System.currentTimeMillis()), sequence::incrementAndGet, () -> control);
    }

    private void tick() {
        var now = System.currentTimeMillis();
        scenes.entrySet().removeIf(scene -> !scene.getKey().equals(topic) && !scene.getValue().isLookedAt()
                && now - scene.getValue().leftAt() > REMEMBERED);
        asking.ask(now, scenes.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
                scene -> scene.getValue().isLookedAt() ? Pace.LOOKED_AT : Pace.HISTORY)));
        doings.told().forEach(doing -> scenes.values().forEach(scene -> scene.tell(doing)));
        if (now - doingsAt >= DOINGS_TICK && scenes.values().stream().anyMatch(Scene::isLookedAt)) {
            lookAtDoings(now);
        }
        var isIdle = now - idleAt >= IDLE_TICK;
        idleAt = isIdle ? now : idleAt;
        scenes.values().stream().filter(scene -> scene.isLookedAt() || isIdle).forEach(scene -> scene.tick(now));
        scenes.get(topic).picture().ifPresent(doings::see);
    }

    private void lookAtDoings(long now) {
        doingsAt = now;
        control = doings.sections();
    }

    @Override
    public Following follow(String wanted, OptionalLong last, Consumer<Frame> taker) {
        loop.execute(() -> {
            lookAtDoings(System.currentTimeMillis());
            scenes.computeIfAbsent(wanted, this::scene).follow(last, taker, System.currentTimeMillis());
        });
        return () -> loop.execute(() -> scenes.get(wanted).leave(taker, System.currentTimeMillis()));
    }

    @Override
    public void close() {
        loop.execute(() -> scenes.values().forEach(Scene::close));
    }
}
