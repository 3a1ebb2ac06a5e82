package cli;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../output/SafeText.java
//SOURCES Launch.java

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import output.SafeText;

/** Says in one sentence what an exception of the Kafka client means and what to do next. */
public final class KafkaProblems {

    private KafkaProblems() {
    }

    public static String sentence(Throwable error) {
        var cause = cause(error);
        var said = SafeText.whole(cause.getMessage());
        if (cause instanceof ConfigException) {
            return "A setting is wrong: " + said + ". Check -b, -X and --config.";
        } else if (cause instanceof SaslAuthenticationException) {
            return "The cluster refused the login: " + said + ". Check user name, password and mechanism in --config.";
        } else if (cause instanceof SslAuthenticationException) {
            return "No trusted TLS connection: " + said + ". Check the trust store, the certificate's date and its host name.";
        } else if (cause instanceof TopicAuthorizationException denied) {
            return "This user may not use topic " + SafeText.of(String.valueOf(denied.unauthorizedTopics()))
                    + "; grant it the right (kafka-acls.sh) or log in as another.";
        } else if (cause instanceof GroupAuthorizationException denied) {
            return "This user may not use consumer group " + SafeText.of(denied.groupId())
                    + "; grant it READ on the group (kafka-acls.sh) or choose another with --group.";
        } else if (cause instanceof ClusterAuthorizationException) {
            return "This user may not do that on the cluster: " + said;
        } else if (cause instanceof UnknownTopicOrPartitionException) {
            return "The topic does not exist: " + said + " Create it, or choose another with --topic.";
        } else if (cause instanceof UnsupportedVersionException) {
            return "The brokers are too old for this: " + said;
        } else if (cause instanceof TimeoutException) {
            var about = said.startsWith("java.") ? "" : ": " + said.replaceFirst("\\.$", "");
            return "The cluster did not answer in time" + about + ". Is it up? ('" + Launch.command("Cluster.java status") + "')";
        }
        return unexpected(cause, said);
    }

    /** The same for a line of data: short, and nothing to do. */
    public static String reason(Throwable error) {
        var cause = cause(error);
        if (String.valueOf(cause.getMessage()).startsWith("Producer is closed forcefully")) {
            return "no answer came before the program stopped";
        }
        return cause.getClass().getSimpleName() + ": " + SafeText.of(cause.getMessage());
    }

    /** No request after this one would fare better. */
    public static boolean endsAll(Throwable error) {
        return error instanceof AuthenticationException || error instanceof AuthorizationException
                || error instanceof UnsupportedVersionException;
    }

    /** The reason below the wrappers in which the client and the JDK hand it out. */
    public static Throwable cause(Throwable error) {
        var cause = error;
        while (cause.getCause() != null && isWrapper(cause)) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static boolean isWrapper(Throwable error) {
        return error instanceof ExecutionException || error instanceof CompletionException
                || error.getClass() == KafkaException.class;
    }

    private static String unexpected(Throwable cause, String said) {
        return "Failed with " + cause.getClass().getSimpleName() + ": " + said + " (--verbose shows where).";
    }
}
