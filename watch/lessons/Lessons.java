package watch.lessons;

//SOURCES AcksAll.java
//SOURCES AcksOne.java
//SOURCES BrokerDies.java
//SOURCES BrokerFreezes.java
//SOURCES ControllerDies.java
//SOURCES DeadLetters.java
//SOURCES FailedBatch.java
//SOURCES KilledBeforeCommit.java
//SOURCES Lesson.java
//SOURCES MembersShare.java
//SOURCES MinInSync.java
//SOURCES RegistryAway.java
//SOURCES TwoGroups.java

import java.util.List;
import java.util.Optional;

/** All lessons, in the order in which they are best read. */
final class Lessons {

    private static final List<Lesson> ALL = List.of(new TwoGroups(), new MembersShare(), new KilledBeforeCommit(),
            new FailedBatch(), new DeadLetters(), new BrokerDies(), new BrokerFreezes(), new ControllerDies(), new AcksOne(),
            new AcksAll(), new MinInSync(), new RegistryAway());

    private Lessons() {
    }

    static List<Lesson> all() {
        return ALL;
    }

    static Optional<Lesson> named(String name) {
        return ALL.stream().filter(lesson -> lesson.name().equals(name)).findFirst();
    }
}
