package dev.fetchery.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/**
 * The table of all items of a job, and how names and failures are told where there is little room.
 */
class ItemTableIT extends ScriptedCase {
  @Test
  void millionItemsAreScrolledToTheirEnd() {
    dashboard.open("#/jobs/" + ScriptedService.JOB + "/items");
    assertThat(dashboard.css(".items [role=status]")).hasText("1,000,000 items");
    dashboard.css(".vt-scroll").evaluate("element => { element.scrollTop = 1e9; }");
    Locator last = dashboard.css(".vt .item:not([hidden])").last();
    assertThat(last.locator(".seq")).hasText("999,999");
    assertThat(last.locator("a")).containsText("name-1000000");
    assertThat(dashboard.css(".vt .item").count()).isLessThan(100);
  }

  @Test
  void itemIsFoundAmongAMillionAndToldOf() {
    service.jobs.add(
        "01L",
        "twenty thousand",
        "partial",
        new JsonObject().put("discovered", 20_000).put("done", 19_580).put("failed", 20));
    dashboard.open("#/jobs/01L/items");
    dashboard.css(".items-tab .tabs [data-state=failed]").click();
    assertThat(dashboard.css(".items [role=status]")).hasText("20 items");
    dashboard.css("#item-search").fill("name-499.");
    assertThat(dashboard.css(".items [role=status]")).hasText("1 item");
    assertThat(dashboard.page.url()).contains("state=failed").contains("q=name-499.");
    // Cut in its middle for the eye, whole for the ear.
    assertThat(dashboard.css(".vt .item a").first())
        .hasAccessibleName("https://images.example/some/longer/path/name-499.png?v8");
    dashboard.css(".vt .item a").first().click();
    dashboard.shows(".drawer", "no such host images.example");
    dashboard.shows(".drawer .attempts", "192.0.2.7:443");
    assertThat(dashboard.css(".drawer h2")).isFocused();
    dashboard.page.keyboard().press("Escape");
    assertThat(dashboard.css(".drawer")).isHidden();
  }

  /** Twenty thousand items, of which 20 failed and 400 were not found, in their tab. */
  private void openTwentyThousand() {
    service.jobs.add(
        "01L",
        "twenty thousand",
        "partial",
        new JsonObject()
            .put("discovered", 20_000)
            .put("done", 19_580)
            .put("failed", 20)
            .put("notFound", 400));
    dashboard.open("#/jobs/01L/items");
    assertThat(dashboard.css(".items [role=status]")).hasText("20,000 items");
  }

  private Locator boxes() {
    return dashboard.css(".vt .item:not([hidden]) .pick input");
  }

  @Test
  void selectedItemsAreRetriedTogether() {
    openTwentyThousand();
    boxes().nth(2).click();
    dashboard.shows(".picked", "1 item selected");
    // It is done: there is nothing to try again.
    assertThat(dashboard.css("[data-all=retry]")).isHidden();
    dashboard.css(".items-tab .tabs [data-state=failed]").click();
    assertThat(dashboard.css(".picked")).isHidden();
    assertThat(dashboard.css(".items [role=status]")).hasText("20 items");
    boxes().nth(1).click();
    boxes().nth(3).click(withShift());
    dashboard.shows(".picked", "3 items selected");
    assertThat(dashboard.css("[data-all=retry]")).hasText("Retry 3");
    dashboard.css("[data-all=retry]").click();
    assertThat(dashboard.css(".picked")).isHidden();
    assertThat(service.commands).containsExactly("POST 01L/retry?seq=1498,2498,3498");
    assertThat(dashboard.css(".vt :focus")).hasCount(1);
  }

  @Test
  void itemsAreSelectedByKeys() {
    openTwentyThousand();
    dashboard.css(".items-tab .tabs [data-state=not_found]").click();
    assertThat(dashboard.css(".items [role=status]")).hasText("200+ items");
    dashboard.css(".vt-scroll").focus();
    dashboard.page.keyboard().press("ArrowDown");
    dashboard.page.keyboard().press("x");
    dashboard.shows(".picked", "1 item selected");
    dashboard.page.keyboard().press("Shift+ArrowDown");
    dashboard.page.keyboard().press("Shift+ArrowDown");
    dashboard.shows(".picked", "3 items selected");
    dashboard.page.keyboard().press("Escape");
    assertThat(dashboard.css(".picked")).isHidden();
    dashboard.page.keyboard().press("x");
    dashboard.page.keyboard().press("r");
    assertThat(dashboard.css(".picked")).isHidden();
    assertThat(service.commands).containsExactly("POST 01L/retry?seq=149");
  }

  @Test
  void noMoreItemsAreSelectedThanTheServiceTakesAtOnce() {
    openTwentyThousand();
    boxes().first().click();
    dashboard.css(".vt-scroll").evaluate("element => { element.scrollTop = 1e9; }");
    assertThat(dashboard.css(".vt .item:not([hidden]) .seq").last()).hasText("19,999");
    boxes().last().click(withShift());
    dashboard.shows(".picked", "1,000 items selected, the most at once");
    // One in fifty of them was not found, and one failed.
    assertThat(dashboard.css("[data-all=retry]")).hasText("Retry 21");
    dashboard.css(".vt-head .pick input").click();
    assertThat(dashboard.css(".picked")).isHidden();
  }

  @Test
  void causesAreCountedOnceAllAreRead() {
    try (ScriptedService fast = new ScriptedService(1000);
        Dashboard watching = new Dashboard(chromium.browser, fast.address())) {
      List<Route> held = new CopyOnWriteArrayList<>();
      watching.page.route("**/items?state=failed&limit=1000*", held::add);
      watching.open("#/jobs/" + ScriptedService.JOB);
      watching.shows(".rows", "http_status");
      watching.shows(".strip", "not found");
      assertThat(watching.css(".strip")).not().containsText("×");
      watching.page.unroute("**/items?state=failed&limit=1000*");
      held.forEach(Route::resume);
      watching.shows(".strip", "× HTTP error (404)");
    }
    service.jobs.add(
        "01M",
        "a million",
        "partial",
        new JsonObject().put("discovered", 1_000_000).put("notFound", 20_000).put("failed", 1_000));
    dashboard.open("#/jobs/01M");
    dashboard.shows(".strip", "3,000+ × HTTP error (404)");
  }

  @Test
  void namesAreCutWhereTheyStayReadable() {
    Object halves =
        dashboard.page.evaluate(
            """
            async (names) => {
              const { setName } = await import('/assets/js/dom.js');
              const { middle } = await import('/assets/js/format.js');
              const halves = names.map((name) => {
                const made = document.createElement('span');
                setName(made, name);
                return [...made.children].map((half) => half.textContent).join('|');
              });
              return [...halves, middle(names.at(-1).repeat(2), 4)];
            }
            """,
            List.of(
                "a plain name of some length.png",
                "שלום עולם/שם ארוך מאוד של קובץ.png",
                "👨‍👩‍👧‍👦 twelve letters and e\u0301\u0301\u0301elven"));
    assertThat(halves)
        .isEqualTo(
            List.of(
                "a plain name of som|e length.png",
                "שלום עולם/שם ארוך מאוד של קובץ.png",
                "👨‍👩‍👧‍👦 twelve letter|s and e\u0301\u0301\u0301elven",
                "👨‍👩‍👧‍👦 …n"));
  }

  @Test
  void nothingOverlapsOnTheNarrowestPhone() {
    service.jobs.add(
        "01P",
        "a name that needs its room",
        "running",
        new JsonObject()
            .put("discovered", 90_000)
            .put("failed", 12_345)
            .put("notFound", 6_789)
            .put("etaMs", 354_000));
    dashboard.page.setViewportSize(320, 700);
    dashboard.page.reload();
    assertThat(dashboard.css("tr.job[data-id='01P'] .lost")).isVisible();
    Object beside =
        dashboard
            .css("tr.job[data-id='01P']")
            .evaluate(
                "row => row.querySelector('td.time').getBoundingClientRect().left"
                    + " - row.querySelector('.lost').getBoundingClientRect().right");
    assertThat(((Number) beside).doubleValue()).isGreaterThanOrEqualTo(0);
    dashboard.open("#/jobs/01P/settings");
    assertThat(dashboard.css("[data-tab=settings]")).isVisible();
    dashboard.page.waitForFunction(
        "() => document.querySelector('[data-tab=settings]').getBoundingClientRect().right <= 320");
  }
}
