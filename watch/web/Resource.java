package watch.web;

//SOURCES Answer.java
//SOURCES Query.java

/** Something that the page asks for by GET. Its caller has a time limit, and is somebody whom the guard has let in. */
@FunctionalInterface
public interface Resource {

    Answer get(Query query);
}
