//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Lesson.java
//SOURCES support/LessonPages.java
//SOURCES support/TestRegistry.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ResourceLock;
import support.Lab;
import support.Labs;
import support.Lesson;
import support.LessonPage;
import support.LessonPages;
import support.TestRegistry;

/** On a cluster that has a registry, and a single broker. */
@Tag("faults")
@Execution(CONCURRENT) // beside what others break: its cluster is another
@ExtendWith({Labs.class, LessonPages.class})
@ResourceLock(TestRegistry.IS_THERE)
class LessonsRegistryTest {

    @Test
    void theRegistryIsAwayAndNothingIsSkipped(Lab lab, TestRegistry registry, LessonPage page) {
        var lesson = Lesson.startForPage(lab, registry.data(), "registry-away");
        assertThat(lesson.exitCode()).as(lesson.toString()).isZero();
        page.shows(lesson.told());
        var killed = lesson.at("kill -9 for the registry");
        var started = lesson.at("the registry is started again");
        var early = lesson.ids("early", "processed", at -> at >= killed && at < started).size();
        var acked = lesson.ids("producer", "acked");
        assertThat(early).isPositive();
        assertThat(lesson.ids("late", "processed", at -> at < started)).isEmpty();
        assertThat(lesson.ids("late", "processed")).containsExactlyInAnyOrderElementsOf(acked);
        assertThat(lesson.figures("away for ([\\d.]+) s at least\\. In that time 'early' processed (\\d+) messages, and 'late'"
                + " (\\d+)\\. In the end each of the two processed all (\\d+) acknowledged messages; (\\d+) were skipped"))
                .isEqualTo(List.of(Lesson.seconds(started - killed), "" + early, "0", "" + acked.size(), "0"));
        assertThat(registry.answers()).isTrue();
        var subject = "/subjects/" + lesson.events("producer", "acked").get(0).get("topic") + "-value/versions?deleted=true";
        assertThatThrownBy(() -> registry.ask("GET", subject, null)).hasMessageContaining("answered 404");
    }

    @Test
    void aLessonThatNeedsThreeBrokersIsRefusedByOne(Lab lab, TestRegistry registry) {
        var lesson = Lesson.start(lab, registry.data(), "broker-dies");
        assertThat(lesson.exitCode()).isEqualTo(1);
        assertThat(lesson.program().talk()).contains("The lesson broker-dies needs three brokers, and the cluster in ",
                " has 1: ")
                .doesNotContain("\tat ");
    }
}
