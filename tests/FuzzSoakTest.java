//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../Message.java
//SOURCES ../encoding/Format.java
//SOURCES FuzzTest.java

import encoding.Format;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** FuzzTest for more than a minute. */
@Tag("soak")
class FuzzSoakTest {

    @ParameterizedTest
    @EnumSource(Format.class)
    void anyBytesAreAMessageOrUndecodable(Format format) {
        FuzzTest.fuzz(format, 4_000_000);
    }

    @Test
    void aBlankBeforeJSONMakesNoDifference() {
        FuzzTest.differWithABlank(10_000_000);
    }
}
