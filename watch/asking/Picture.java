package watch.asking;

//SOURCES ClusterState.java
//SOURCES GroupsState.java
//SOURCES TopicState.java

/** What was known at one time. */
public record Picture(long at, ClusterState cluster, TopicState topic, GroupsState groups) {
}
