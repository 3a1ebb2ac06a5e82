package watch.control;

//SOURCES ../asking/Picture.java
//SOURCES ../live/Doings.java
//SOURCES ../web/Action.java
//SOURCES ../web/Resource.java

import java.util.List;
import java.util.Map;
import watch.asking.Picture;
import watch.live.Doings;
import watch.web.Action;
import watch.web.Resource;

/** What the page may do, and what it is told of that. */
public interface Control extends Doings, AutoCloseable {

    /** All that can be asked, by the name that stands behind /api/. */
    Map<String, Resource> resources();

    Map<String, Action> actions();

    @Override
    void close();

    /** Without --control. */
    record Nothing(Map<String, Resource> resources) implements Control {

        @Override
        public Map<String, Action> actions() {
            return Map.of();
        }

        @Override
        public Map<String, Object> sections() {
            return Map.of();
        }

        @Override
        public List<Doing> told() {
            return List.of();
        }

        @Override
        public void see(Picture now) {
            // nobody asks
        }

        @Override
        public void close() {
            // nothing was begun
        }
    }
}
