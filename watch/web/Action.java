package watch.web;

//SOURCES Answer.java
//SOURCES Query.java

import java.util.Set;
import java.util.function.Function;

/**
 * Something that the page does by POST, where that is allowed. Its fields are text from the browser, as in a {@link Query}.
 *
 * @param fields all that it knows
 */
public record Action(Set<String> fields, Function<Query, Answer> act) {
}
