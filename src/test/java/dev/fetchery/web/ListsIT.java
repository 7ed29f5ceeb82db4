package dev.fetchery.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Lists longer than a page of the interface, and what is told of jobs that nothing here fetches.
 */
class ListsIT extends ScriptedCase {
  private static final int JOBS = 300;
  private static final int OLDEST_PARTIAL = 3;

  @Override
  void prepare() {
    for (int i = 0; i < JOBS; i++) {
      service.jobs.add(
          String.format("01J%05d", i),
          "job " + i,
          i < OLDEST_PARTIAL ? "partial" : "succeeded",
          new JsonObject().put("discovered", 100).put("done", 100).put("bytes", 1000L * i));
    }
  }

  private Locator rows() {
    return dashboard.css("tr.job");
  }

  @Test
  void filterFindsJobsBeyondTheFirstPage() {
    assertThat(dashboard.css("[data-filter=all] .num")).hasText("300");
    assertThat(dashboard.css("[data-filter=attention] .num")).hasText("3");
    dashboard.css("[data-filter=attention]").click();
    assertThat(rows()).hasCount(OLDEST_PARTIAL);
    assertThat(dashboard.page.url()).endsWith("#/?state=partial,failed");
    dashboard.page.reload();
    assertThat(rows()).hasCount(OLDEST_PARTIAL);
    assertThat(dashboard.css("[data-filter=attention]")).hasAttribute("aria-pressed", "true");
  }

  @Test
  void jobsAreSearchedAndSortedByTheService() {
    dashboard.css("#search").fill("JOB 7");
    assertThat(rows()).hasCount(11);
    assertThat(dashboard.css("[data-filter=done] .num")).hasText("11");
    dashboard.page.getByText("Size").first().click();
    assertThat(dashboard.css(".job-name").first()).hasText("job 79");
    assertThat(dashboard.page.url()).contains("q=JOB+7").contains("sort=-bytes");
    dashboard.css("#search").fill("nothing of that name");
    dashboard.shows(".nothing", "No job matches");
  }

  @Test
  void openJobsComeFirst() {
    service.jobs.add("01A", "long ago", "running", new JsonObject().put("discovered", 5));
    dashboard.page.reload();
    assertThat(dashboard.css(".job-name").first()).hasText("long ago");
    Object height = rows().first().evaluate("row => row.getBoundingClientRect().height");
    assertThat(((Number) height).doubleValue()).isLessThanOrEqualTo(37);
  }

  @Test
  void selectedJobsArePausedTogether() {
    for (String id : List.of("01Z1", "01Z2", "01Z3")) {
      service.jobs.add(id, "running " + id, "running", new JsonObject().put("discovered", 5));
    }
    dashboard.page.reload();
    assertThat(dashboard.css("tr.job[data-state=running]")).hasCount(3);
    dashboard.css("tr.job .pick input").nth(0).click();
    dashboard.css("tr.job .pick input").nth(2).click(withShift());
    dashboard.shows(".selection", "3 jobs selected");
    dashboard.css("[data-all=pause]").click();
    assertThat(dashboard.css("tr.job[data-state=paused]")).hasCount(3);
    assertThat(service.commands)
        .containsExactlyInAnyOrder("POST 01Z1/pause", "POST 01Z2/pause", "POST 01Z3/pause");
  }

  private static final Pattern HALF_AN_HOUR = Pattern.compile("Throughput over 30 min: .+");

  /** What stands at the time axis. */
  private static final String TIMES =
      "() => Chart.getChart(document.querySelector('.plot canvas'))"
          + ".scales.x.ticks.map(({ label }) => label)";

  @Test
  void chartIsThereAfterAReloadOfTwentyThousand() {
    service.jobs.add(
        "01L",
        "twenty thousand",
        "succeeded",
        new JsonObject().put("discovered", 20_000).put("done", 20_000).put("elapsedMs", 60_000));
    JsonArray rates = new JsonArray();
    for (int i = 0; i < 60; i++) {
      rates.add(333);
    }
    service.series.put(
        "01L",
        new JsonObject()
            .put("stepMs", 1000)
            .put("from", "2026-11-01T10:00:00Z")
            .put("items", rates)
            .put("bytes", rates)
            .put("active", rates)
            .put(
                "marks",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("at", "2026-11-01T10:00:30Z")
                            .put("kind", "backoff")
                            .put("detail", "429"))));
    dashboard.open("#/jobs/01L");
    for (int i = 0; i < 2; i++) {
      assertThat(dashboard.css(".plot canvas"))
          .hasAttribute("aria-label", "Throughput over 1 min: at most 333 items/s");
      dashboard.shows(".marks", "host backed off: 429");
      dashboard.page.reload();
    }
    service.series.get("01L").put("stepMs", 30_000);
    dashboard.page.reload();
    // Half an hour is divided as clocks are.
    assertThat(dashboard.css(".plot canvas")).hasAttribute("aria-label", HALF_AN_HOUR);
    assertThat(dashboard.page.evaluate(TIMES).toString()).startsWith("[0, 5 min, 10 min, 15 min,");
  }

  @Test
  void halfFetchedLargeFilesAreToldInBytes() {
    service.jobs.add(
        "01B",
        "large",
        "running",
        new JsonObject()
            .put("discovered", 2)
            .put("active", 2)
            .put("bytes", 48_600_000)
            .put("bytesExpected", 150_000_000)
            .put("bytesPerSecond", 2_300_000)
            .put("etaMs", 44_000)
            .put("elapsedMs", 21_000));
    service.active.put(
        "01B",
        new JsonArray()
            .add(
                new JsonObject()
                    .put("seq", 0)
                    .put("url", "https://x.example/a.iso")
                    .put("file", "large/a.iso")
                    .put("state", "active")
                    .put("attempts", 1)
                    .put("startedAt", "2026-11-01T10:00:00Z")
                    .put("bytes", 30_000_000)
                    .put("size", 60_000_000)
                    .put("bytesPerSecond", 1_200_000)));
    dashboard.open("#/jobs/01B");
    dashboard.shows("[data-part=ended]", "0 of 2 · 32\u00a0%");
    dashboard.shows("[data-part=bytes]", "48.6\u00a0MB of 150\u00a0MB");
    dashboard.shows("[data-part=speed]", "2.3\u00a0MB/s");
    dashboard.shows("[data-part=eta]", "44\u00a0s left");
    dashboard.shows("[data-part=where]", "/srv/downloads/large");
    assertThat(dashboard.css(".summary-card .bar")).hasAttribute("aria-valuenow", "32");
    assertThat(dashboard.page).hasTitle("32 % · large · Fetchery");
    dashboard.shows(".active", "30.0\u00a0MB of 60.0\u00a0MB · 1.2\u00a0MB/s · 25\u00a0s left");
  }

  @Test
  void whatWasCancelledIsNoProgress() {
    service.jobs.add(
        "01C",
        "cancelled early",
        "cancelled",
        new JsonObject()
            .put("discovered", 3000)
            .put("done", 26)
            .put("cancelled", 2974)
            .put("elapsedMs", 3000)
            .put("itemsPerSecond", 8.7));
    dashboard.open("#/jobs/01C");
    dashboard.shows("[data-part=ended]", "26 of 3,000 · under 1\u00a0%");
    dashboard.shows("[data-part=rate]", "8.7 items/s");
    assertThat(dashboard.css(".summary-card .bar")).hasAttribute("aria-valuenow", "0");
  }

  @Test
  void barIsOfTheNumberThatTheSourceTells() {
    JsonObject progress =
        new JsonObject()
            .put("discovered", 100)
            .put("discoveryDone", false)
            .put("expected", 400)
            .put("done", 100);
    service.jobs.add("01E", "told", "running", progress);
    dashboard.page.reload();
    assertThat(dashboard.css("tr.job[data-id='01E'] .items")).hasText("100 / 400");
    assertThat(dashboard.css("tr.job[data-id='01E'] .share")).hasText("25\u00a0%");
    dashboard.open("#/jobs/01E");
    assertThat(dashboard.css("[data-part=ended]")).hasText("100 of 400 · 25\u00a0%");
    Locator bar = dashboard.css(".summary-card .bar");
    assertThat(bar).hasAttribute("aria-valuenow", "25");
    assertThat(bar).hasAttribute("data-open", "false");
  }

  @Test
  void jobThatAFullDiskPausedSaysWhatToDo() {
    service
        .jobs
        .add("01D", "large", "paused", new JsonObject().put("discovered", 2).put("waiting", 2))
        .put(
            "error",
            new JsonObject().put("code", "disk").put("detail", "No space left on device: large/a"));
    dashboard.open("#/jobs/01D");
    dashboard.shows(".strip", "No space left on device: large/a. Nothing is lost");
    dashboard.shows(".strip", "Resume goes on");
    new Look(dashboard).at("disk");
  }

  @Test
  void jobWithoutItemsCountsNone() {
    JsonObject nothing = new JsonObject().put("discoveryDone", false);
    service.jobs.add("01N", "no list", "failed", nothing);
    dashboard.page.reload();
    assertThat(dashboard.css("tr.job[data-id='01N'] .items")).hasText("none");
    // What is much is seen to its last digit.
    service.jobs.add("01O", "much", "running", new JsonObject().put("discovered", 100_000));
    dashboard.page.reload();
    Locator much = dashboard.css("tr.job[data-id='01O'] .items");
    assertThat(much).hasText("0 / 100,000");
    much.evaluate("cell => { cell.textContent = '100,000 / 100,000'; }");
    assertThat((boolean) much.evaluate("cell => cell.scrollWidth <= cell.clientWidth")).isTrue();
  }

  /** What is drawn now and then has been drawn. */
  private static final String SOME_FRAMES =
      "async () => { for (let i = 0; i < 60; i++) { await new Promise(requestAnimationFrame); } }";

  @Test
  void chartOfNothingIsNotDrawn() {
    service.jobs.add(
        "01H",
        "host backs off",
        "running",
        new JsonObject().put("discovered", 40).put("waiting", 40).put("elapsedMs", 30_000));
    JsonArray none = new JsonArray().add(0).add(0).add(0);
    JsonObject series = new JsonObject().put("stepMs", 10_000).put("from", "2026-11-01T10:00:00Z");
    JsonArray answers = new JsonArray().add(90).add(0).add(0);
    series.put("items", none).put("bytes", answers).put("active", none);
    service.series.put("01H", series.put("marks", new JsonArray()));
    service.logs.put("01H", log("ended", "partial: 3 failed"));
    dashboard.open("#/jobs/01H");
    Response read = dashboard.page.waitForResponse("**/series", dashboard.page::reload);
    assertThat(read.text()).contains("90");
    assertThat(dashboard.css(".summary-card")).isVisible();
    dashboard.page.evaluate(SOME_FRAMES);
    assertThat(dashboard.css(".chart")).isHidden();
    dashboard.css("[data-tab=log]").click();
    assertThat(dashboard.css("[data-kind=ended]")).hasAttribute("data-tone", "warn");
  }

  private static JsonObject log(String kind, String detail) {
    JsonObject entry = new JsonObject().put("at", "2026-11-01T10:00:00Z").put("kind", kind);
    return new JsonObject()
        .put("entries", new JsonArray().add(entry.put("detail", detail)))
        .put("next", null);
  }

  @Test
  void verificationTellsHowFarItIs() {
    service.verifying.put("01J00299", new JsonObject().put("checked", 7_500).put("files", 20_000));
    dashboard.open("#/jobs/01J00299");
    dashboard.act("verify");
    dashboard.shows(".verify", "7,500 of 20,000");
  }

  @Test
  void startAndEndAreTextThatNeedsNoPointer() {
    dashboard.open("#/jobs/01J00299");
    assertThat(dashboard.css("[data-part=when]"))
        .hasText(Pattern.compile("ended \\d+ (Oct|Nov) 2026, \\d\\d:\\d\\d \\(.+ ago\\)"));
    service.jobs.add("01F", "new", "running", new JsonObject().put("discovered", 5));
    dashboard.open("#/jobs/01F");
    assertThat(dashboard.css("[data-part=when]"))
        .hasText(Pattern.compile("added \\d+ (Oct|Nov) 2026, \\d\\d:\\d\\d \\(.+ ago\\)"));
  }

  @Test
  void serviceTellsOfItself() {
    dashboard.open("#/service");
    dashboard.shows(".service-page", "/srv/downloads");
    dashboard.shows(".hosts", "429");
    assertThat(dashboard.css("#free")).hasText("81.0\u00a0GB free");
    new Look(dashboard).at("service");
  }

  private static JsonObject node(String name, String state, int active) {
    return new JsonObject()
        .put("node", name)
        .put("version", "0.1.0")
        .put("state", state)
        .put("since", Instant.now().minusSeconds(4_000).toString())
        .put("lastSeen", Instant.now().toString())
        .put("capacity", 2_048)
        .put("active", active)
        .put("itemsPerSecond", 12.5)
        .put("bytesPerSecond", 640_000);
  }

  @Test
  void nodesAreToldAndDrainedOnceThatIsConfirmed() {
    service.nodes.put("fetchery-0", node("fetchery-0", "active", 512));
    service.nodes.put("fetchery-1", node("fetchery-1", "active", 31));
    service.nodes.put("long".repeat(25), node("long".repeat(25), "silent", 0));
    dashboard.open("#/service");
    assertThat(dashboard.css(".nodes tbody tr")).hasCount(3);
    Locator row = dashboard.css(".nodes tbody tr").nth(1);
    assertThat(row).containsText("31 of 2,048");
    assertThat(row).containsText("1 h ago");
    assertThat(dashboard.css(".nodes tbody tr").nth(2)).containsText("Silent");
    assertThat(dashboard.button("Drain long")).hasCount(0);
    new Look(dashboard).at("nodes");
    row.locator("button").click();
    dashboard.button("Leave it").click();
    assertThat(row).containsText("Active");
    row.locator("button").click();
    dashboard.css("dialog .danger").click();
    assertThat(row).containsText("Draining");
    assertThat(row.locator("button")).isHidden();
    assertThat(service.commands).containsExactly("POST fetchery-1/drain");
    assertThat(dashboard.css(".page .verdict")).isHidden();
    dashboard.css(".nodes tbody tr").nth(0).locator("button").click();
    dashboard.shows("dialog", "jobs wait until one is");
    dashboard.css("dialog .danger").click();
    dashboard.shows(".page .verdict", "jobs wait");
  }

  @Test
  void pagesOfLongListsAreReadableByEveryone() {
    new Look(dashboard).at("many-jobs");
    dashboard.open("#/jobs/" + ScriptedService.JOB + "/items?item=7");
    dashboard.shows(".drawer", "images.example");
    dashboard.css(".vt .item .pick input").first().click();
    dashboard.shows(".picked", "1 item selected");
    new Look(dashboard).at("items");
  }
}
