package compare;

//DEPS org.apache.kafka:kafka-clients:4.3.1

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** New topics, like the one that Cluster.java makes. */
public record Topics(Admin admin) {

    public String create(String name) throws ExecutionException, InterruptedException {
        var wanted = new NewTopic(name, 3, (short) 2).configs(Map.of("min.insync.replicas", "1"));
        admin.createTopics(List.of(wanted)).all().get();
        return name;
    }
}
