import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class WrapperTest {
    @Test
    void placeholder() {
    }
}
