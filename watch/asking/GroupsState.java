package watch.asking;

import java.util.List;

/**
 * The groups that read the topic, or have committed in it.
 *
 * @param askedAt of the newest answer; each group has its own
 * @param more how many others there are
 */
public record GroupsState(Long askedAt, int more, List<Group> groups) {

    /**
     * @param behindMs how long ago the oldest message was written that it has not committed
     * @param askedAt of the oldest answer in it
     */
    public record Group(String name, String state, String type, Long behind, Long behindMs, Double committedPerSecond,
            List<Member> members, List<Partition> partitions, Long askedAt) {
    }

    public record Member(String client, String host, List<Integer> partitions) {
    }

    public record Partition(int partition, Long committed, Long end, Long behind, Long behindMs, String member) {
    }
}
