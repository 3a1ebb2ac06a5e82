package support;

//DEPS org.seleniumhq.selenium:selenium-chrome-driver:4.52.0
//DEPS org.webjars.npm:axe-core:4.6.3

//SOURCES Wait.java

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;

/** A real browser, Debian's Chromium, in which things are found as a person finds them: by what they are and are called. */
public final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

    /** It warns of a protocol's version that is not used; a field, because else its level would be forgotten. */
    private static final Logger TALK = Logger.getLogger("org.openqa.selenium");

    /** What may be of a role, before its computed role is asked for. */
    private static final Map<String, String> ROLES = Map.of("button", "button", "link", "a[href]", "heading", "h1,h2,h3",
            "textbox", "input", "combobox", "select", "region", "section", "slider", "input[type=range]", "table", "table",
            "article", "article", "image", "svg[role=img]");

    private final ChromeDriver driver;
    private int opened;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** What is missing on this computer, as a sentence; empty when there is a browser. */
    static String missing() {
        return Stream.of(CHROMIUM, DRIVER).allMatch(Files::isExecutable) ? ""
                : "there is no " + CHROMIUM + " and " + DRIVER + ": apt-get install chromium chromium-driver";
    }

    static Browser start() {
        TALK.setLevel(Level.SEVERE);
        var options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
                "--lang=en");
        var service = new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build();
        var driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(30));
        return new Browser(driver);
    }

    @Override
    public void close() {
        driver.quit();
    }

    // --- where it is, and how it looks

    /** Anew, also where only what stands behind # differs. */
    public void open(String url, String hash) {
        opened++;
        driver.get(url + "?" + opened + hash);
    }

    /** As the link that somebody was given. */
    public void visit(String link) {
        driver.get(link);
    }

    public String address() {
        return driver.getCurrentUrl();
    }

    public void looks(int width, int height, String scheme) {
        looks(width, height, scheme, "no-preference");
    }

    public void looks(int width, int height, String scheme, String motion) {
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand("Emulation.setEmulatedMedia",
                Map.of("features", List.of(
                Map.of("name", "prefers-color-scheme", "value", scheme),
                Map.of("name", "prefers-reduced-motion", "value", motion))));
    }

    /** As high as the page is. */
    public void photograph(Path file) {
        var size = (Map<?, ?>) run("return {x: 0, y: 0, scale: 1, width: innerWidth,"
                + "height: document.documentElement.scrollHeight}");
        var picture = driver.executeCdpCommand("Page.captureScreenshot",
                Map.of("format", "png", "captureBeyondViewport", true, "clip", size));
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, Base64.getDecoder().decode((String) picture.get("data")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where what the page looks like is kept: the folder $WATCH_SCREENSHOTS. */
    public static Path pictures() {
        var folder = System.getenv("WATCH_SCREENSHOTS");
        return folder == null || folder.isEmpty() ? Path.of(System.getProperty("java.io.tmpdir"), "watch-screenshots")
                : Path.of(folder);
    }

    /** How far it scrolls to the side. */
    public long sideways() {
        return (Long) run("return document.documentElement.scrollWidth - innerWidth");
    }

    public void savesInto(Path folder) {
        driver.executeCdpCommand("Browser.setDownloadBehavior",
                Map.of("behavior", "allow", "downloadPath", folder.toString()));
    }

    // --- what is in it

    public String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    /** The only one, as soon as it is there. */
    public WebElement one(String role, String name) {
        await("there is one " + role + " \"" + name + "\"", () -> all(role, name).size() == 1);
        return all(role, name).get(0);
    }

    /** Those whose name begins so. */
    public List<WebElement> all(String role, String name) {
        try {
            return driver.findElements(By.cssSelector(ROLES.get(role))).stream()
                    .filter(element -> element.getAccessibleName().startsWith(name) && role.equals(role(element)))
                    .toList();
        } catch (StaleElementReferenceException e) {
            return List.of();
        }
    }

    /** What was an "img" is an "image" since ARIA 1.3, and browsers go over to that. */
    private static String role(WebElement element) {
        return element.getAriaRole().replaceFirst("^img$", "image");
    }

    public void click(String role, String name) {
        one(role, name).click();
    }

    /** With the mouse, at its middle. */
    public void pointAt(WebElement element) {
        new Actions(driver).moveToElement(element).perform();
    }

    public boolean shows(String text) {
        return text().contains(text);
    }

    public void awaitText(String text) {
        await("it shows \"" + text + "\"", () -> shows(text));
    }

    public void await(String what, BooleanSupplier condition) {
        if (!Wait.holds(LIMIT, condition)) {
            throw new AssertionError("waited " + LIMIT.toSeconds() + " s in vain until " + what + "; the page says:\n" + text());
        }
    }

    public Object run(String script, Object... values) {
        return driver.executeScript(script, values);
    }

    /** A script that calls {@code done} with what it found. */
    public Object runLater(String script, Object... values) {
        return driver.executeAsyncScript("const done = arguments[arguments.length - 1];" + script, values);
    }

    // --- the keyboard

    /** What a moment consists of, in the order in which this browser asks for it. */
    private static final String PARTS = "return new Intl.DateTimeFormat([], {dateStyle: 'short', timeStyle: 'medium'})"
            + ".formatToParts().map(part => part.type).filter(type => type !== 'literal')";

    /** The keys for each; after two digits a browser goes on by itself, and a year may have more than four. */
    private static final Map<String, String> KEYS = Map.of("year", "yyyy'" + Keys.ARROW_RIGHT + "'", "month", "MM", "day", "dd",
            "hour", "HH", "minute", "mm", "second", "ss");
    private static final Map<String, String> KEYS_OF_HALF_DAYS = Map.of("hour", "hh", "dayPeriod", "a");

    /** Into the only field for a moment that has this name: digit by digit, as a person does. No role is that of such a field. */
    public void types(String name, LocalDateTime moment) {
        await("there is a field for the moment \"" + name + "\"", () -> moments(name).size() == 1);
        var parts = ((List<?>) run(PARTS)).stream().map(String::valueOf).toList();
        var hours = parts.contains("dayPeriod") ? KEYS_OF_HALF_DAYS : Map.<String, String>of();
        var keys = parts.stream().map(part -> hours.getOrDefault(part, KEYS.get(part))).collect(Collectors.joining());
        moments(name).get(0).sendKeys(DateTimeFormatter.ofPattern(keys, Locale.ENGLISH).format(moment));
    }

    private List<WebElement> moments(String name) {
        return driver.findElements(By.cssSelector("input[type=datetime-local]")).stream()
                .filter(field -> field.getAccessibleName().equals(name)).toList();
    }

    /** What the tabulator reaches from the beginning, until it is there again. */
    public List<WebElement> reachedByTab() {
        run("document.activeElement.blur(); getSelection().removeAllRanges()");
        return Stream.generate(this::tab).limit(200).takeWhile(element -> element != null).toList();
    }

    /** Null at the end. */
    private WebElement tab() {
        driver.switchTo().activeElement().sendKeys(Keys.TAB);
        return (WebElement) run("return document.activeElement === document.body ? null : document.activeElement");
    }

    /** Whatever does something. */
    public List<WebElement> controls() {
        return driver.findElements(By.cssSelector("a[href],button:enabled,select,input,summary"));
    }

    // --- for everyone

    /** What axe finds wrong, with where. Colours alone, or all. */
    public List<?> violations(String... rules) {
        if (run("return typeof axe") instanceof String type && type.equals("undefined")) {
            try (var axe = Browser.class.getResourceAsStream(AXE)) {
                run(new String(axe.readAllBytes(), UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return (List<?>) runLater("axe.run(document, {resultTypes: ['violations'], ...arguments[0]}).then(({violations}) =>"
                + "done(violations.flatMap(one => one.nodes.map(node =>"
                + "one.id + ': ' + node.html.slice(0, 200) + ' ' + node.failureSummary))));",
                rules.length == 0 ? Map.of() : Map.of("runOnly", List.of(rules)));
    }
}
