package output;

//DEPS com.fasterxml.jackson.core:jackson-core:2.22.4

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/** What is shown of a record beside its event, where that was asked for. */
public interface Details {

    Details NONE = new Details() { };

    /** For people, below the event's line. */
    default List<String> lines() {
        return List.of();
    }

    /** For programs, behind the event's own fields. */
    default void fields(JsonGenerator json) throws IOException {
    }
}
