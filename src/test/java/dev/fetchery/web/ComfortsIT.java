package dev.fetchery.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.fetchery.testing.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is expected of a download manager without a word: paste, undo, many tabs, keys. */
class ComfortsIT extends DashboardCase {
  private static final int TABS = 8;

  /** At {@link #A_SECOND} it runs for longer than any test here takes on any machine. */
  private static final int LONG = 3_000;

  private static final int A_SECOND = 5;

  @Test
  void wayBackToAllJobsIsThereAfterAReload() {
    dashboard.post(pictures(3).encode());
    dashboard.showsState("Succeeded");
    dashboard.page.reload();
    dashboard.showsState("Succeeded");
    assertThat(dashboard.css(".crumb a")).hasText("All jobs");
    dashboard.css(".crumb a").click();
    assertThat(dashboard.css("tr.job")).hasCount(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {390, 1440})
  void longNameStaysWithinItsRow(int width) {
    String name = "a name without an end ".repeat(9).trim();
    dashboard.page.setViewportSize(width, 900);
    dashboard.post(slowly(pictures(LONG), A_SECOND).put("name", name).encode());
    dashboard.showsState("Running");
    Object lines =
        dashboard
            .css("h1")
            .evaluate(
                "title => title.getBoundingClientRect().height"
                    + " / parseFloat(getComputedStyle(title).lineHeight)");
    assertThat(((Number) lines).doubleValue()).isLessThan(4.5);
    dashboard.act("remove");
    Object box = dashboard.css("dialog input").evaluate("box => box.getBoundingClientRect().width");
    assertThat(((Number) box).doubleValue()).isGreaterThan(15);
    dashboard.button("Keep it").click();
    dashboard.open("#/");
    assertThat(dashboard.css("tr.job[data-state=running] .job-name")).isVisible();
    Object right =
        dashboard
            .css("tr.job")
            .evaluate(
                "row => Math.max(document.documentElement.scrollWidth,"
                    + " ...[row, ...row.querySelectorAll('*')]"
                    + ".filter(e => e.checkVisibility())"
                    + ".map(e => e.getBoundingClientRect().right))");
    assertThat(((Number) right).doubleValue()).isLessThanOrEqualTo(width);
  }

  @Test
  void eighthTabIsLiveAndItsButtonsWork() {
    dashboard.post(slowly(pictures(LONG), A_SECOND).encode());
    dashboard.showsState("Running");
    String job = dashboard.page.url().split("#", 2)[1];
    List<Page> tabs = new ArrayList<>();
    for (int i = 1; i < TABS; i++) {
      tabs.add(dashboard.tab("#" + job));
    }
    for (Page tab : tabs) {
      assertThat(tab.locator("#connection")).hasText("live");
      assertThat(tab.locator(".rows li").first()).isVisible();
    }
    Page eighth = tabs.get(TABS - 2);
    eighth.locator("[data-act=pause]").click();
    for (Page tab : tabs) {
      assertThat(tab.locator(".summary-card .badge")).containsText("Paused");
    }
  }

  @Test
  void signedInOnceForAllTabs() {
    startAgainWithToken("correct-horse");
    dashboard.css("#token").fill("correct-horse");
    dashboard.button("Continue").click();
    dashboard.shows("#connection", "live");
    Page other = dashboard.tab("#/new");
    assertThat(other.locator("#connection")).hasText("live");
    assertThat(other.locator("#token")).hasCount(0);
    dashboard.open("#/service");
    dashboard.button("Sign out").click();
    assertThat(dashboard.css("#token")).isVisible();
  }

  @ParameterizedTest
  @CsvSource({"#/, Jobs", "#/new, New job", "#/service, Service"})
  void pastedUrlsBecomeAJob(String page, String title) {
    pictures(0);
    dashboard.open(page);
    // The heading of the page before stands until the address is acted upon.
    assertThat(dashboard.css("h1")).hasText(title);
    dashboard.paste("see " + origin.url("/a.png") + ", and " + origin.url("/b.png") + ".");
    assertThat(dashboard.css("#field-source-urls"))
        .hasValue(origin.url("/a.png") + "\n" + origin.url("/b.png"));
    dashboard.shows(".plan .verdict", "2 items");
    dashboard.css("[data-act=start]").click();
    dashboard.showsState("Succeeded");
    dashboard.shows("[data-part=ended]", "2 of 2");
  }

  @Test
  void pastedJobIsTakenOver() {
    dashboard.paste(pictures(2).put("mode", "probe").encode());
    assertThat(dashboard.css("#field-name")).hasValue("pictures");
    dashboard.css("[data-act=start]").click();
    dashboard.showsState("Succeeded");
  }

  @Test
  void droppedLinksAndSeveralListsAreTaken() {
    pictures(0);
    dashboard.dropLinks(origin.url("/a.png"), origin.url("/b.png"));
    assertThat(dashboard.css("#field-source-urls"))
        .hasValue(origin.url("/a.png") + "\n" + origin.url("/b.png"));
    dashboard.dropAll(
        List.of("one.txt", origin.url("/c.png"), "two.txt", origin.url("/d.png") + "\n"));
    dashboard.shows(".chosen", "one.txt and 1 more");
    dashboard.css("[data-act=start]").click();
    dashboard.showsState("Succeeded");
    dashboard.shows("[data-part=ended]", "2 of 2");
    assertThat(origin.requests("/c.png") + origin.requests("/d.png")).isEqualTo(2);
  }

  @Test
  void pastedTableIsPostedAsItIs() {
    pictures(0);
    dashboard.paste("url\tkey\n" + origin.url("/a.png") + "\tfirst\n");
    dashboard.shows(".chosen", "pasted list");
  }

  @Test
  void whatWasTypedComesBackAfterAnExample() {
    dashboard.open("#/new");
    dashboard.css("#field-source-urls").fill("https://example.org/mine.zip");
    dashboard.css(".examples-card summary").click();
    dashboard.css("[data-preset=cats]").click();
    assertThat(dashboard.css("#kind-repeat")).isChecked();
    dashboard.page.keyboard().press("Control+z");
    assertThat(dashboard.css("#field-source-urls")).hasValue("https://example.org/mine.zip");
    dashboard.page.reload();
    assertThat(dashboard.css("#field-source-urls")).hasValue("https://example.org/mine.zip");
  }

  @Test
  void jsonThatASettingRewroteIsUndone() {
    dashboard.open("#/new?view=json");
    dashboard.css(".editor textarea").fill("{\"source\": {\"type\": \"repeat\"}}");
    dashboard.css("#field-name").fill("cats");
    assertThat(dashboard.css(".editor textarea")).hasValue(java.util.regex.Pattern.compile("cats"));
    dashboard.css(".editor textarea").focus();
    dashboard.page.keyboard().press("Control+z");
    assertThat(dashboard.css(".editor textarea"))
        .not()
        .hasValue(java.util.regex.Pattern.compile("\"cats\""));
  }

  @Test
  void backFromAStartedJobFindsTheForm() {
    pictures(0);
    dashboard.open("#/new");
    dashboard.css("#field-source-urls").fill(origin.url("/a.png"));
    dashboard.css("[data-act=start]").click();
    dashboard.showsState("Succeeded");
    dashboard.page.goBack();
    assertThat(dashboard.css("#field-source-urls")).hasValue(origin.url("/a.png"));
    dashboard.css("#new").click();
    assertThat(dashboard.css("#field-source-urls")).hasValue("");
  }

  @Test
  void patternIsPreviewedWhileItIsTyped() {
    dashboard.open("#/new");
    dashboard.css("label[for=kind-pattern]").click();
    dashboard.css("#field-source-url:visible").fill(origin.url("/{value}.png"));
    dashboard.css("#field-source-values").fill("001-120");
    dashboard.shows(".plan .verdict", "120 items");
    dashboard.shows(".plan", "001.png");
    assertThat(origin.requests()).isZero();
  }

  @Test
  void jsonBodyOfAPagedApiIsKeptWhenItsMethodIsChangedAndBack() {
    dashboard.open("#/new?preset=graphql");
    Locator method = dashboard.css("#field-source-method");
    assertThat(method).hasValue("JSON");
    assertThat(dashboard.css("#field-source-query")).isHidden();
    method.selectOption("GET");
    dashboard.css("#field-source-query").fill("page={page}");
    method.selectOption("JSON");
    dashboard.css("[data-view=json]").click();
    assertThat(dashboard.css(".editor textarea")).isVisible();
    JsonObject source =
        new JsonObject(dashboard.css(".editor textarea").inputValue()).getJsonObject("source");
    assertThat(source.getJsonObject("json").getJsonObject("variables").getString("page"))
        .isEqualTo("{cursor}");
    assertThat(source.containsKey("query")).isFalse();
    assertThat(source.containsKey("method")).isFalse();
  }

  @Test
  void jobIsRunAgainAndDuplicated() {
    dashboard.post(pictures(2).encode());
    dashboard.showsState("Succeeded");
    String first = dashboard.page.url();
    dashboard.act("again");
    dashboard.page.waitForURL(url -> url.contains("#/jobs/") && !url.equals(first));
    // The page of the first job stands until the address is acted upon.
    String second = dashboard.page.url().split("#", 2)[1];
    assertThat(dashboard.css("[data-tab=overview]")).hasAttribute("href", "#" + second);
    dashboard.showsState("Succeeded");
    dashboard.act("duplicate");
    assertThat(dashboard.css("h1")).containsText("from “pictures”");
    assertThat(dashboard.css("#field-name")).hasValue("pictures");
    // What is taken away from a copy is not in it.
    dashboard.css("#field-name").fill("");
    dashboard.css("[data-act=start]").click();
    dashboard.showsState("Succeeded");
    dashboard.shows("h1", "127.0.0.1");
  }

  @Test
  void keysLeadToWhereTheySay() {
    dashboard.post(slowly(pictures(LONG), A_SECOND).encode());
    dashboard.showsState("Running");
    dashboard.css("h1").focus();
    dashboard.page.keyboard().press("2");
    assertThat(dashboard.css(".vt .item a").first()).isVisible();
    dashboard.page.keyboard().press("p");
    dashboard.showsState("Paused");
    dashboard.page.keyboard().press("?");
    assertThat(dashboard.css("dialog.keys")).isVisible();
    dashboard.page.keyboard().press("Escape");
    dashboard.page.keyboard().press("n");
    assertThat(dashboard.css("h1")).hasText("New job");
  }

  @Test
  void filesAreATreeThatLeadsToEach() {
    JsonObject job = pictures(3);
    JsonArray urls = job.getJsonObject("source").getJsonArray("urls");
    String longName = "/deep/" + "n".repeat(180) + ".txt";
    for (String path : List.of("/deep/notes.txt", longName)) {
      urls.add(origin.url(path));
      origin.on(path, Reply.ok("some <b>text</b>").with("Content-Type", "text/plain"));
    }
    dashboard.post(job.encode());
    dashboard.showsState("Succeeded");
    dashboard.css("[data-tab=files]").click();
    dashboard.css(".files-tab [data-view=tree]").click();
    Object lines =
        dashboard
            .css(".tree li:not(:has(li))")
            .evaluateAll(
                "rows => Math.max(...rows.map((row) => row.getBoundingClientRect().height))");
    assertThat(((Number) lines).doubleValue()).isLessThan(32);
    dashboard.css(".tree a").getByText("notes.txt").click();
    dashboard.shows("dialog.viewer pre", "some <b>text</b>");
    dashboard.page.keyboard().press("Escape");
    dashboard.css(".files-tab [data-view=wall]").click();
    assertThat(dashboard.css(".wall .tile")).hasCount(3);
    new Look(dashboard).at("files");
  }
}
