package output;

//DEPS info.picocli:picocli:4.7.7

//SOURCES Look.java
//SOURCES Report.java
//SOURCES Terminal.java

import picocli.CommandLine.Option;

/** What is printed, and how it looks. */
public final class OutputOptions {

    @Option(names = {"-o", "--output"}, paramLabel = "STYLE", defaultValue = "text",
            description = "text (a line a message), json (an event a line) or none (progress only).")
    Report.Style style;

    @Option(names = "--time", description = "Begin each line that is not JSON with the time.")
    boolean time;

    public Report report() {
        return Report.toStandardStreams(style, Look.on(Terminal.Stream.STDOUT, time), Look.on(Terminal.Stream.STDERR, time));
    }
}
