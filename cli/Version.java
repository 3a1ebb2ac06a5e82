package cli;

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1

import org.apache.kafka.common.utils.AppInfoParser;
import picocli.CommandLine.IVersionProvider;

final class Version implements IVersionProvider {

    private static final String OURS = "0.1.0";

    @Override
    public String[] getVersion() {
        return new String[] {"At Least Once " + OURS + ", kafka-clients " + AppInfoParser.getVersion()};
    }
}
