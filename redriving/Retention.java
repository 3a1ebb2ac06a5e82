package redriving;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../output/Place.java
//SOURCES ../output/Report.java
//SOURCES ../output/SafeText.java
//SOURCES ../preflight/Target.java

import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.TopicConfig;
import output.Place;
import output.Report;
import output.SafeText;
import preflight.Target;

/**
 * How long a topic keeps messages. What is sent again keeps its timestamp, and brokers delete by that: so an old one may be
 * gone again before anybody has read it.
 */
public final class Retention {

    private static final long FOR_EVER = -1;

    private final String topic;
    private final long millis;
    private boolean said;

    public Retention(String topic, long millis) {
        this.topic = topic;
        this.millis = millis;
    }

    /** Where nobody may know, nothing is warned of. */
    static Retention of(Admin admin, String topic) {
        return new Retention(topic, Target.setting(admin, topic, TopicConfig.RETENTION_MS_CONFIG).orElse(FOR_EVER));
    }

    /** Of the first that is too old. */
    void warn(ConsumerRecord<?, ?> letter, long timestamp, Report report) {
        if (!said && millis >= 0 && timestamp < System.currentTimeMillis() - millis) {
            said = true;
            report.warn(Place.of(letter) + " and maybe others are older than " + SafeText.of(topic) + " keeps messages"
                    + " (retention.ms, " + Duration.ofMillis(millis).toHours() + " hours): brokers may delete them again"
                    + " before they are read."
                    + " To prevent that, let the topic keep them longer first (kafka-configs.sh --alter).");
        }
    }
}
