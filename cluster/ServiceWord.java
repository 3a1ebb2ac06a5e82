package cluster;

//DEPS info.picocli:picocli:4.7.7

//SOURCES SchemaRegistry.java

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What 'kill', 'stop' and 'start' are told: the number of a broker, or 'registry'. */
public final class ServiceWord implements ITypeConverter<String> {

    @Override
    public String convert(String text) {
        if (text.equals(SchemaRegistry.WORD) || text.matches("\\d{1,9}")) {
            return text;
        }
        throw new TypeConversionException("'" + text + "' is neither the number of a broker nor '" + SchemaRegistry.WORD + "'.");
    }
}
