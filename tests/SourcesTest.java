import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class SourcesTest {
    @Test
    void placeholder() {
    }
}
