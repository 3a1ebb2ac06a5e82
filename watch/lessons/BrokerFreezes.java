package watch.lessons;

//SOURCES Count.java
//SOURCES Lesson.java
//SOURCES Traffic.java

/** A broker that stands still looks alive to whoever has a connection to it. */
final class BrokerFreezes implements Lesson {

    @Override
    public String name() {
        return "broker-freezes";
    }

    @Override
    public String title() {
        return "A broker freezes, and its connections stay open";
    }

    @Override
    public String preview() {
        return "The broker that leads partition 0 is stopped in its tracks: it is not dead, its connections stay open, and it"
                + " answers nothing. Another broker leads after about nine seconds (broker.session.timeout.ms), but whoever has"
                + " asked the frozen one waits for an answer until request.timeout.ms is over. Woken up, it leads its partition"
                + " as before.";
    }

    @Override
    public int brokers() {
        return 3;
    }

    @Override
    public Outcome run(LessonContext lesson) {
        var victim = lesson.allBut(lesson.controller()).get(0);
        var traffic = Traffic.around(lesson, victim);
        var frozen = lesson.freeze(victim);
        var replaced = traffic.awaitOtherLeader(victim);
        var leader = traffic.leader();
        traffic.awaitFlow(replaced);
        var woken = lesson.thaw(victim);
        lesson.awaitBack(victim, woken);
        var complete = traffic.finish();
        return Outcome.of(complete && leader != victim,
                "two timeouts. broker.session.timeout.ms, 9 s, is how long the cluster waits for a sign of life before another"
                        + " broker leads. request.timeout.ms, 10 s in the programs (Kafka's own default is 30 s), is how long a"
                        + " client waits for an answer that does not come. The woken broker can acknowledge nothing as the"
                        + " leader that it was: with acks=all it needs the other copy, which follows it no longer. The controller"
                        + " refuses what it asks for with an old leader epoch, a number that rises with each new leader.",
                "Broker " + victim + " stood still; " + Count.seconds(replaced - frozen) + " later broker " + leader
                        + " led partition 0 instead.",
                traffic.pauses(), traffic.standstill(), traffic.balance());
    }
}
