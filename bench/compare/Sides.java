package compare;

//SOURCES KafkaTools.java
//SOURCES Kcat.java
//SOURCES Programs.java
//SOURCES Topics.java

import java.util.Optional;

/**
 * Whom there is to compare.
 *
 * @param before the programs of another checkout, where one was named
 */
public record Sides(Programs ours, Optional<Programs> before, KafkaTools tools, Optional<Kcat> kcat, Topics topics) { }
