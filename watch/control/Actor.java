package watch.control;

/**
 * A program that was started from the page.
 *
 * @param group null for one that is in none
 */
public record Actor(String name, String group) {

    /** Of several in a group, which one. */
    @Override
    public String toString() {
        return group == null ? name : group + " (" + name + ")";
    }
}
