//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES RegistryDownTest.java
//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/TestRegistry.java

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import support.Lab;
import support.Labs;
import support.TestRegistry;

/** RegistryDownTest with the registry away for 20 seconds. */
@Tag("soak")
@ExtendWith(Labs.class)
class RegistryDownSoakTest {

    @Test
    void nothingIsLostOrSkipped(Lab lab, TestRegistry registry) {
        RegistryDownTest.nothingIsLostOrSkippedIn(20, lab, registry);
    }
}
