package dev.fetchery.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page that is watched: what is pointed at stays, what matters is near, what is old says so. */
class WatchingIT extends DashboardCase {
  private static final int MOST_TAB_STOPS = 40;

  /** What stands in the element, so that it can be compared with what stands there later. */
  private static final String NAMES =
      "(all) => all.map((one) => one.getAttribute('title') ?? one.textContent)";

  private void waitForMore(int items) {
    dashboard.page.waitForFunction(
        "([more]) => { window.seen ??= Number(document.querySelector('.completions').dataset.total);"
            + " return Number(document.querySelector('.completions').dataset.total)"
            + " > window.seen + more; }",
        List.of(items));
  }

  @ParameterizedTest
  @ValueSource(strings = {".rows li .what a", ".tiles .tile"})
  void whatIsPointedAtStaysAndSaysSo(String selector) {
    dashboard.post(slowly(pictures(2000), 20).encode());
    dashboard.showsState("Running");
    Locator shown = dashboard.css(selector);
    assertThat(shown.nth(4)).isVisible();
    // The pictures have all the room they take: nothing moves the rows below them any more.
    assertThat(dashboard.css(".tile").nth(50)).isAttached();
    shown.nth(2).hover();
    Locator card = dashboard.css("section.card").filter(having(shown));
    assertThat(card.locator(".card-head")).containsText("held while you point at");
    Object before = shown.evaluateAll(NAMES);
    waitForMore(15);
    assertThat(shown.evaluateAll(NAMES)).isEqualTo(before);
    dashboard.css("h1").hover();
    assertThat(card.locator(".card-head")).not().containsText("held");
    dashboard.page.waitForFunction(
        "([selector, before]) => JSON.stringify([...document.querySelectorAll(selector)]"
            + ".map((one) => one.getAttribute('title') ?? one.textContent)) !== before",
        List.of(selector, new JsonArray((List<?>) before).encode()));
  }

  private static Locator.FilterOptions having(Locator inner) {
    return new Locator.FilterOptions().setHas(inner);
  }

  @Test
  void failuresAreAFewTabStopsAway() {
    JsonObject job = pictures(200).put("retry", new JsonObject().put("attempts", 1));
    origin.on("/7.png", Reply.status(404));
    dashboard.post(job.encode());
    dashboard.showsState("Partial");
    assertThat(dashboard.css(".tile").nth(50)).isAttached();
    assertThat(dashboard.css(".rows li").nth(7)).isVisible();
    Object stops =
        dashboard
            .css(".failures button")
            .first()
            .evaluate(
                "(goal) => [...document.querySelectorAll('a[href], button, input, select, [tabindex]')]"
                    + ".filter((one) => one.tabIndex >= 0 && one.checkVisibility()"
                    + " && one.compareDocumentPosition(goal) & Node.DOCUMENT_POSITION_FOLLOWING)"
                    + ".length");
    assertThat((int) stops).isBetween(5, MOST_TAB_STOPS);
  }

  @Test
  void exampleThatCannotBeReadIsNotTaken() {
    dashboard.open("#/new");
    dashboard.css("#field-name").fill("mine");
    dashboard.css(".examples-card summary").click();
    service.close();
    dashboard.shows("#connection", "reconnecting");
    dashboard.css("[data-preset=flags]").click();
    dashboard.shows("#toasts", "cannot be reached");
    assertThat(dashboard.css("[data-preset=flags]")).not().hasAttribute("aria-pressed", "true");
    assertThat(dashboard.css("#field-name")).hasValue("mine");
    start(0, null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"directory", "podcast", "bucket", "graphql", "stac"})
  void exampleOfEachKindFillsItsForm(String name) {
    dashboard.open("#/new?preset=" + name);
    assertThat(dashboard.css("#field-name")).hasValue(name);
    assertThat(dashboard.css("#field-source-url")).hasValue(Pattern.compile("https://.+"));
    assertThat(dashboard.css(".kinds input:checked")).hasCount(1);
  }

  @Test
  void hostsThatAreNotReachedAreNamed() {
    OriginServer gone = OriginServer.start();
    String url = gone.url("/a/7");
    gone.close();
    JsonObject source = new JsonObject().put("type", "urls").put("urls", new JsonArray().add(url));
    JsonObject job =
        new JsonObject().put("source", source).put("retry", new JsonObject().put("attempts", 1));
    String host = url.split("/", -1)[2];
    dashboard.post(job.encode());
    dashboard.showsState("Failed");
    dashboard.shows(".strip", host);
    dashboard.shows(".failures .who", host);
    dashboard.shows(".failures .why", "connection refused");
    // One item takes the room of one.
    dashboard.shows(".rows", "connection refused");
    Object height = dashboard.css(".rows").evaluate("rows => rows.getBoundingClientRect().height");
    assertThat(((Number) height).doubleValue()).isLessThan(60);
    // What was pressed goes with the failures; the focus does not.
    dashboard.css(".failures button").first().press("Enter");
    dashboard.showsState("Failed");
    assertThat(dashboard.css(":focus")).hasCount(1);
  }
}
