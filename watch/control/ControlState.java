package watch.control;

//SOURCES ProgramState.java
//SOURCES ServiceState.java

import java.util.List;

/**
 * What the page shows of all that can be done, but for the lessons.
 *
 * @param topic on which the programs work
 * @param most programs that can run at once
 */
record ControlState(String topic, List<ServiceState> services, List<ProgramState> programs, int most) {
}
