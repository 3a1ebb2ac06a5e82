package drill;

//SOURCES Findings.java

import java.util.ArrayList;
import java.util.List;

/** The verdict for a person. */
public final class TextReport {
    private final Findings findings;
    public TextReport(Findings findings) { this.findings = findings; }
    public List<String> lines() {
        var l = new ArrayList<String>();
        l.add(findings.verdict().toString());
        findings.timeline().incidents().forEach(i -> l.add(i.began() + " " + i.what() + " gaps " + i.gaps() + " answered " + i.answered() + " caught up " + findings.timeline().caughtUp(i) + " again " + i.duplicates()));
        l.add("left out " + findings.leftOut() + " torn " + findings.tornLines() + " lasted " + findings.lasted() + " catchup " + findings.catchUp());
        return l;
    }
}
