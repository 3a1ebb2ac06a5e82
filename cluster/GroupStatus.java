package cluster;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Problem.java
//SOURCES ../output/SafeText.java
//SOURCES ../output/Stdout.java
//SOURCES Answers.java
//SOURCES ClusterCommand.java
//SOURCES Fleet.java
//SOURCES Group.java
//SOURCES Groups.java
//SOURCES Questions.java
//SOURCES Table.java

import cli.Problem;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import output.SafeText;
import output.Stdout;

/** Prints one consumer group: its state, its members, and how far it is in each partition. */
public record GroupStatus(Fleet fleet, Stdout out) {

    public void print(String name) {
        try (var questions = Questions.to(fleet.runningAddresses())) {
            print(new Groups(questions.admin(), new Answers(Questions.LIMIT)).group(name));
        } catch (GroupIdNotFoundException e) {
            throw new Problem("This cluster has no consumer group " + SafeText.of(name) + ": '"
                    + ClusterCommand.of(fleet.layout().folder(), "status") + "' shows those that it has.", e);
        }
    }

    private void print(Group group) {
        var description = group.description();
        out.line("Group " + SafeText.of(description.groupId()) + ": " + words(description.groupState()) + ", " + group.size()
                + ", protocol " + words(description.type()) + ", coordinator broker " + description.coordinator().id());
        out.line("");
        if (!group.members().isEmpty()) {
            members(group).lines().forEach(out::line);
            out.line("");
        }
        places(group).lines().forEach(out::line);
    }

    private static Table members(Group group) {
        var table = new Table("member", "host", "partitions");
        group.members().stream().sorted(Comparator.comparing(MemberDescription::clientId)).forEach(member -> table.row(
                SafeText.of(member.clientId()), SafeText.of(member.host().replaceFirst("^/", "")), partitions(member)));
        return table;
    }

    private static String partitions(MemberDescription member) {
        var names = member.assignment().topicPartitions().stream().sorted(Group.ORDER).map(String::valueOf)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "-" : SafeText.of(names);
    }

    private static Table places(Group group) {
        var table = new Table("partition", "committed", "end", "behind", "member");
        group.places().forEach(place -> table.row(place.cells().toArray()));
        table.row("all", "", "", group.behind(), "");
        return table;
    }

    private static String words(Object state) {
        return state.toString().toLowerCase(Locale.ROOT);
    }
}
