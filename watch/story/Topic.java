package watch.story;

//SOURCES ../../output/SafeText.java
//SOURCES ../asking/Picture.java
//SOURCES Teller.java
//SOURCES Words.java

import static watch.story.Sentence.Kind.TOPIC;
import static watch.story.Sentence.Kind.WATCH;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import output.SafeText;
import watch.asking.Picture;

/** Whether the cluster answers at all, and what becomes of the topic as a whole. */
final class Topic implements Teller {

    private String clusterProblem;
    private long problemSince;
    private String topicProblem;
    private int partitions;

    @Override
    public List<Said> see(Picture now) {
        var said = new ArrayList<Said>();
        if (!Objects.equals(clusterProblem, now.cluster().problem())) {
            said.add(now.cluster().problem() == null
                    ? Said.info(WATCH, "the cluster answers again after " + Words.time(now.at() - problemSince))
                    : Said.fault(WATCH, now.cluster().problem()));
            problemSince = clusterProblem == null ? now.at() : problemSince;
            clusterProblem = now.cluster().problem();
        }
        if (!Objects.equals(topicProblem, now.topic().problem()) && now.topic().problem() != null) {
            said.add(Said.fault(TOPIC, now.topic().problem()));
        }
        topicProblem = now.topic().problem();
        var size = now.topic().partitions().size();
        if (partitions > 0 && size > partitions) {
            said.add(Said.info(TOPIC, SafeText.of(now.topic().name()) + " has " + Words.count(size, "partition")
                    + " now, it had " + partitions));
        }
        partitions = size == 0 ? partitions : size;
        return said;
    }
}
