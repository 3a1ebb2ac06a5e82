package watch.control;

//SOURCES LessonState.java
//SOURCES Lessons.java
//SOURCES ProgramState.java
//SOURCES ServiceState.java

import java.util.List;

/**
 * What the page shows of all that can be done.
 *
 * @param topic on which the programs work
 * @param most programs that can run at once
 * @param lesson null before the first
 */
record ControlState(String topic, List<ServiceState> services, List<ProgramState> programs, int most, List<Lessons.Entry> lessons,
        LessonState lesson) {
}
