package watch.control;

//SOURCES ../../cli/Problem.java
//SOURCES ../../cli/Stop.java
//SOURCES ../../cluster/Fleet.java
//SOURCES ../asking/Picture.java
//SOURCES ../asking/TopicState.java
//SOURCES ../messages/Messages.java
//SOURCES ../processes/Launcher.java
//SOURCES ../web/Action.java
//SOURCES ../web/Answer.java
//SOURCES ../web/Query.java
//SOURCES ../web/Resource.java
//SOURCES Control.java
//SOURCES ControlState.java
//SOURCES Lessons.java
//SOURCES LifeOfMessage.java
//SOURCES Lives.java
//SOURCES Programs.java
//SOURCES Services.java
//SOURCES Told.java
//SOURCES Wanted.java
//SOURCES Wishes.java

import cli.Problem;
import cli.Stop;
import cluster.Fleet;
import cluster.SchemaRegistry;
import cluster.Service;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import watch.asking.Picture;
import watch.asking.TopicState;
import watch.messages.Messages;
import watch.processes.Launcher;
import watch.web.Action;
import watch.web.Answer;
import watch.web.Query;
import watch.web.Resource;

/** All that can be done with the cluster of Cluster.java on this computer, and with programs on one topic of it. */
final class ClusterControl implements Control {

    private final String topic;
    private final Messages messages;
    private final Told told = new Told();
    private final Consumer<String> talk;
    private final Lives lives;
    private final Lessons lessons;
    private final Services services;
    private final Programs programs;
    private volatile Map<Integer, Integer> leaders = Map.of();

    /** @param talk to the user, at the end */
    ClusterControl(Fleet fleet, String topic, Launcher launcher, Messages messages, Stop stop, Consumer<String> talk) {
        this.topic = topic;
        this.messages = messages;
        this.talk = talk;
        this.lives = new Lives(topic);
        this.lessons = new Lessons(launcher, fleet.layout().folder(), told, talk);
        this.services = new Services(fleet, stop, lessons::isRunning, told);
        this.programs = new Programs(launcher, topic, lives, told);
    }

    @Override
    public Map<String, Resource> resources() {
        var all = new HashMap<>(messages.resources());
        all.put("life", new LifeOfMessage(topic, lives, messages, partition -> Optional.ofNullable(leaders.get(partition))));
        all.put("printed", this::printed);
        return all;
    }

    private Answer printed(Query query) {
        return programs.named(query.required("name")).map(program -> Answer.json(Map.of("lines", program.lines())))
                .orElseGet(() -> Answer.refused(Answer.NOT_FOUND, "There is no program of this name any more."));
    }

    @Override
    public Map<String, Action> actions() {
        return Map.of(
                "service", action(Set.of("service", "action"),
                        query -> services.act(query.required("service"), query.required("action"))),
                "program", new Action(Wishes.FIELDS, query -> started(Wishes.of(query))),
                "redrive", new Action(Set.of(), query -> started(Wanted.redrive())),
                "end", action(Set.of("name", "how"), this::end),
                "lesson", action(Set.of("lesson"),
                        query -> services.whileNoneIsBusy(() -> lessons.start(query.required("lesson")))),
                "lesson-end", action(Set.of(), query -> lessons.askToStop()));
    }

    private static Action action(Set<String> fields, Consumer<Query> act) {
        return new Action(fields, query -> {
            act.accept(query);
            return Answer.json(Map.of());
        });
    }

    private Answer started(Wanted wanted) {
        var registry = services.now().registry();
        if (wanted.options().contains("avro") && registry.filter(Service::running).isEmpty()) {
            throw new Problem(registry.isPresent() ? "The registry does not run: start it first."
                    : "Avro needs a registry, and this cluster has none.");
        }
        return Answer.json(Map.of("name", programs.start(wanted, registry.map(SchemaRegistry::url))));
    }

    private void end(Query query) {
        var name = query.required("name");
        switch (query.required("how")) {
            case "stop" -> programs.askToStop(name);
            case "kill" -> programs.kill(name);
            default -> throw new Query.Wrong("how must be stop or kill.");
        }
    }

    @Override
    public Map<String, Object> sections() {
        var sections = new HashMap<String, Object>();
        sections.put("control", new ControlState(topic, services.states(), programs.states(), Programs.MOST));
        sections.put("lessons", lessons.entries());
        lessons.state().ifPresent(lesson -> sections.put("lesson", lesson));
        return sections;
    }

    @Override
    public List<Doing> told() {
        return told.take();
    }

    /** What the brokers say of the groups' commits, and who leads. */
    @Override
    public void see(Picture now) {
        leaders = now.topic().partitions().stream().filter(one -> one.leader() != null)
                .collect(Collectors.toMap(TopicState.Partition::partition, TopicState.Partition::leader));
        now.groups().groups().forEach(group -> group.partitions().stream().filter(one -> one.committed() != null)
                .forEach(one -> lives.isCommitted(group.name(), one.partition(), one.committed())));
    }

    @Override
    public void close() {
        try (lessons; programs; services) {
            // the last is closed first: what waits for a frozen broker could not end in order
        }
        services.down().forEach(talk);
    }
}
