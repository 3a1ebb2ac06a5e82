package watch.lessons;

//SOURCES Count.java
//SOURCES Lesson.java
//SOURCES Traffic.java

/** The copy on another broker takes the place of a leader that dies, and has all that was acknowledged. */
final class BrokerDies implements Lesson {

    @Override
    public String name() {
        return "broker-dies";
    }

    @Override
    public String title() {
        return "A broker dies, and another leads its partition";
    }

    @Override
    public String preview() {
        return "A producer and a consumer work on three partitions with two copies each. The broker that leads partition 0 gets"
                + " kill -9. For about nine seconds the cluster waits for a sign of life from it; then the broker with the other"
                + " copy leads. The dead broker is started again and leads its partition as before.";
    }

    @Override
    public int brokers() {
        return 3;
    }

    @Override
    public Outcome run(LessonContext lesson) {
        var victim = lesson.allBut(lesson.controller()).get(0);
        var traffic = Traffic.around(lesson, victim);
        var killed = lesson.kill(victim);
        var replaced = traffic.awaitOtherLeader(victim);
        var leader = traffic.leader();
        traffic.awaitFlow(replaced);
        lesson.start(victim);
        var complete = traffic.finish();
        return Outcome.of(complete && leader != victim,
                "acks=all and two replicas: what was acknowledged was on both brokers. How long the cluster waits for a silent"
                        + " broker is broker.session.timeout.ms, 9 s from its last sign of life. The producer tries again for"
                        + " delivery.timeout.ms, here five minutes, and idempotence keeps it from writing a message twice.",
                "Broker " + victim + " was killed; " + Count.seconds(replaced - killed) + " later broker " + leader
                        + " led partition 0 instead.",
                traffic.pauses(), traffic.standstill(), traffic.balance());
    }
}
