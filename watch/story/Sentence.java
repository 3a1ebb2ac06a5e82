package watch.story;

//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4

import com.fasterxml.jackson.annotation.JsonProperty;

/** @param n counted from 1 */
public record Sentence(long n, long at, Kind kind, Level level, String text) {

    /** What it is about. */
    public enum Kind {
        @JsonProperty("broker") BROKER,
        @JsonProperty("leader") LEADER,
        @JsonProperty("sync") SYNC,
        @JsonProperty("group") GROUP,
        @JsonProperty("lag") LAG,
        @JsonProperty("topic") TOPIC,
        @JsonProperty("watch") WATCH
    }

    public enum Level {
        @JsonProperty("info") INFO,
        @JsonProperty("warn") WARN,
        @JsonProperty("fault") FAULT
    }
}
