package watch.lessons;

//SOURCES Count.java
//SOURCES Lesson.java
//SOURCES Traffic.java

/** The brokers elect a new controller within seconds, and only that one can say who leads. */
final class ControllerDies implements Lesson {

    @Override
    public String name() {
        return "controller-dies";
    }

    @Override
    public String title() {
        return "The controller dies";
    }

    @Override
    public String preview() {
        return "One of the brokers is the active controller: it decides who leads which partition. It also leads a partition"
                + " itself. It gets kill -9. The other two elect a new controller within seconds, and that one gives the dead"
                + " broker about nine seconds more before it lets others lead.";
    }

    @Override
    public int brokers() {
        return 3;
    }

    @Override
    public Outcome run(LessonContext lesson) {
        var victim = lesson.controller();
        var traffic = Traffic.around(lesson, victim);
        var killed = lesson.kill(victim);
        lesson.until("there is another controller", () -> lesson.topics().controller().filter(id -> id != victim).isPresent());
        var controller = lesson.controller();
        var elected = lesson.say("broker " + controller + " is the active controller now");
        var replaced = traffic.awaitOtherLeader(victim);
        var leader = traffic.leader();
        traffic.awaitFlow(replaced);
        lesson.start(victim);
        var complete = traffic.finish();
        return Outcome.of(complete && controller != victim,
                "three controllers, of which two are a majority: they elect another after"
                        + " controller.quorum.fetch.timeout.ms, 2 s. With only two controllers in all, the one"
                        + " that is left would be no majority, and nobody could decide who leads. Partitions without a copy on"
                        + " the dead broker are not affected.",
                "Broker " + victim + " was the active controller. " + Count.seconds(elected - killed)
                        + " after its death it was known that broker " + controller + " is, and "
                        + Count.seconds(replaced - killed) + " after it broker " + leader + " led partition 0.",
                traffic.pauses(), traffic.standstill(), traffic.balance());
    }
}
