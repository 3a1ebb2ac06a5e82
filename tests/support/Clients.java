package support;

import java.util.regex.Pattern;

/** The names that our programs have in their groups: SingleConsumer-HOST-PID. */
final class Clients {

    static final Pattern NAMED = Pattern.compile("\\b(SingleConsumer|BatchConsumer|Producer|Redrive)-[\\w.-]+-(\\d+)\\b");

    private Clients() {
    }
}
