package dev.fetchery.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.RequestOptions;
import dev.fetchery.testing.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/**
 * A download manager's everyday: large files, long lists, history, what was saved and what was not.
 */
class DownloadsIT extends DashboardCase {
  private static final int LARGE = 4_000_000;
  private static final int BYTES_PER_SECOND = 400_000;
  private static final int LONG = 20_000;

  private String api(String path) {
    return service.address() + "/api/v1" + path;
  }

  /** Address in the interface of the job that is shown. */
  private String shownJob() {
    dashboard.page.waitForURL("**/#/jobs/*");
    return "/jobs/" + dashboard.page.url().split("#/jobs/", 2)[1];
  }

  private JsonObject read(String path) {
    APIResponse answer = dashboard.page.request().get(api(path));
    assertThat(answer.status()).isEqualTo(200);
    return new JsonObject(answer.text());
  }

  /** The job's progress once it is as wanted. */
  private JsonObject progress(String job, Predicate<JsonObject> wanted) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    for (; ; ) {
      JsonObject progress = read(job).getJsonObject("progress");
      if (wanted.test(progress)) {
        return progress;
      }
      assertThat(System.nanoTime()).as("not as wanted: " + progress).isLessThan(deadline);
    }
  }

  private static JsonObject urls(String name, String... urls) {
    JsonObject source =
        new JsonObject().put("type", "urls").put("urls", new JsonArray(List.of(urls)));
    return new JsonObject().put("name", name).put("source", source);
  }

  @Test
  void halfFetchedLargeFileIsToldInBytesWithTheTimeItNeeds() {
    origin.on("/large.bin", Reply.ok(Reply.bytes(LARGE, 1)));
    JsonObject limits = new JsonObject().put("bytesPerSecond", BYTES_PER_SECOND);
    dashboard.post(urls("large", origin.url("/large.bin")).put("limits", limits).encode());
    dashboard.shows("[data-part=bytes]", "of 4.0\u00a0MB");
    dashboard.shows(".active", "of 4.0\u00a0MB");
    dashboard.shows("[data-part=eta]", "s left");
    JsonObject half = progress(shownJob(), progress -> progress.getLong("bytes") > LARGE / 2);
    double needs = 1000.0 * (LARGE - half.getLong("bytes")) / BYTES_PER_SECOND;
    assertThat((double) half.getLong("etaMs")).isBetween(needs / 2, needs * 2);
    assertThat(half.getLong("bytesExpected")).isEqualTo(LARGE);
    Locator bar = dashboard.css(".summary-card .bar");
    assertThat(Integer.parseInt(bar.getAttribute("aria-valuenow"))).isBetween(30, 99);
    dashboard.showsState("Succeeded");
    dashboard.shows("[data-part=where]", directory.resolve("downloads/large").toString());
  }

  private List<?> charted() {
    assertThat(dashboard.css(".chart canvas")).isVisible();
    return (List<?>)
        dashboard.page.evaluate(
            "() => Chart.getChart(document.querySelector('.chart canvas'))"
                + ".data.datasets[0].data.map(({ x, y }) => `${x} ${y}`)");
  }

  @Test
  void chartIsTheSameAfterAReload() {
    dashboard.post(slowly(pictures(120), 40).encode());
    progress(shownJob(), progress -> progress.getInteger("done") > 20);
    dashboard.css("[data-act=pause]").click();
    dashboard.showsState("Paused");
    dashboard.css("[data-act=resume]").click();
    dashboard.showsState("Succeeded");
    dashboard.page.reload();
    dashboard.shows(".marks", "paused");
    dashboard.shows(".marks", "resumed");
    List<?> before = charted();
    assertThat(before).hasSizeGreaterThan(1);
    dashboard.page.reload();
    assertThat(charted()).isEqualTo(before);
    dashboard.css("[data-tab=log]").click();
    List.of("created", "started", "paused", "resumed", "ended")
        .forEach(kind -> assertThat(dashboard.css("[data-kind=" + kind + "]")).hasCount(1));
  }

  @Test
  void anyOfTwentyThousandItemsIsScrolledToAndFound() {
    pictures(0);
    String list =
        IntStream.range(0, LONG)
            .mapToObj(i -> origin.url("/" + i + ".png"))
            .collect(Collectors.joining("\n"));
    APIResponse made =
        dashboard
            .page
            .request()
            .post(
                api("/jobs?name=long"),
                RequestOptions.create().setHeader("Content-Type", "text/plain").setData(list));
    assertThat(made.status()).isEqualTo(201);
    dashboard.open("#/jobs/" + new JsonObject(made.text()).getString("id") + "/items");
    Locator count = dashboard.css(".items [role=status]");
    assertThat(count).hasText("20,000 items");
    dashboard.css(".vt-scroll").evaluate("element => { element.scrollTop = 1e9; }");
    Locator last = dashboard.css(".vt .item:not([hidden])").last();
    assertThat(last.locator(".seq")).hasText("19,999");
    assertThat(last.locator("a")).containsText("19999.png");
    dashboard.css("#item-search").fill("/37.png");
    assertThat(count).hasText("1 item");
    dashboard.css(".vt .item a").first().click();
    dashboard.shows(".drawer .facts-list", origin.url("/37.png"));
    dashboard.shows(".drawer .attempts", "200");
    dashboard.shows(".drawer", "Copy path");
    assertThat(dashboard.page.url()).contains("q=").contains("item=37");
  }

  @Test
  void whatWasSavedIsTakenAwayAsAnArchiveWithItsChecksums() throws IOException {
    dashboard.post(pictures(3).encode());
    dashboard.showsState("Succeeded");
    dashboard.css("[data-tab=files]").click();
    Download archive = dashboard.page.waitForDownload(() -> dashboard.button("ZIP").click());
    assertThat(archive.suggestedFilename()).isEqualTo("pictures.zip");
    List<String> names = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive.path()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        names.add(entry.getName());
        assertThat(zip.readAllBytes()).containsExactly(1, 2, 3, 4);
      }
    }
    assertThat(names).containsExactlyInAnyOrder("0.png", "1.png", "2.png");
    Download sums = dashboard.page.waitForDownload(() -> dashboard.button("Checksums").click());
    assertThat(Files.readString(sums.path(), StandardCharsets.UTF_8).lines())
        .hasSize(3)
        .allMatch(line -> line.matches("[0-9a-f]{64} [ *]\\d\\.png"));
  }

  @Test
  void ratesOfACancelledJobAreThoseOfWhatWasDone() {
    dashboard.post(slowly(pictures(3000), 20).encode());
    String job = shownJob();
    progress(job, progress -> progress.getInteger("done") >= 10);
    dashboard.act("cancel");
    dashboard.css("dialog button.danger").click();
    dashboard.showsState("Cancelled");
    JsonObject ended = progress(job, progress -> progress.getInteger("active") == 0);
    int done = ended.getInteger("done");
    assertThat(done).isLessThan(3000);
    assertThat(ended.getDouble("itemsPerSecond")).isLessThan(40);
    dashboard.shows("[data-part=ended]", String.format("%,d of 3,000", done));
    assertThat(dashboard.css("[data-part=ended]")).not().containsText("100");
    double highest =
        read(job + "/series").getJsonArray("items").stream()
            .mapToDouble(rate -> ((Number) rate).doubleValue())
            .max()
            .orElse(0);
    assertThat(highest).isLessThan(100);
  }

  @Test
  void itemOrCauseIsRetriedFromTheDetailsOfAnItem() {
    JsonObject job = pictures(3).put("retry", new JsonObject().put("attempts", 1));
    origin.on("/0.png", Reply.status(500), Reply.ok("fine"));
    origin.on("/1.png", Reply.status(500), Reply.status(500), Reply.ok("fine"));
    dashboard.post(job.encode());
    dashboard.showsState("Partial");
    String address = shownJob();
    dashboard.css(".counts [data-part=failed]").click();
    dashboard.css(".vt .item a").nth(1).click();
    dashboard.shows(".drawer .attempts", "500");
    dashboard.button("Retry this one").click();
    assertThat(dashboard.css(".drawer .attempts li")).hasCount(2);
    // On the button again, or on the heading where it is gone meanwhile.
    assertThat(dashboard.css(".drawer :focus")).hasCount(1);
    assertThat(dashboard.page.url()).contains("#" + address + "/items");
    assertThat(origin.requests("/0.png")).isEqualTo(1);
    dashboard.css(".counts [data-part=failed]").click();
    dashboard.css(".vt .item a").first().click();
    dashboard.shows(".drawer .attempts", "500");
    dashboard.button("Retry all: HTTP error").click();
    dashboard.showsState("Succeeded");
  }

  @Test
  void answersOfAProbeThatAreErrorsStandOut() {
    origin.on("/fine", Reply.ok("fine"));
    origin.on("/away", Reply.status(404));
    JsonObject job = urls("sites", origin.url("/fine"), origin.url("/away")).put("mode", "probe");
    dashboard.post(job.encode());
    dashboard.showsState("Succeeded");
    dashboard.shows(".strip", "1 answer is an error: 1 × HTTP 404");
    assertThat(dashboard.css("[data-part=where]")).isHidden();
  }

  @Test
  void sourceThatCannotBeReadIsNamed() {
    origin.on("/list.json", Reply.status(404));
    JsonObject source = new JsonObject().put("type", "json").put("url", origin.url("/list.json"));
    dashboard.post(new JsonObject().put("source", source).encode());
    dashboard.showsState("Failed");
    dashboard.shows(".strip", "HTTP 404");
    dashboard.shows(".strip", origin.url("/list.json"));
    dashboard.shows("[data-part=ended]", "no items");
    assertThat(dashboard.css("[data-part=where]")).isHidden();
  }

  @Test
  void linksOfAPageAreShownBeforeTheyAreFetched() {
    origin.on(
        "/page",
        Reply.ok("<a href=/a.png>a</a><a href=/b.zip>b</a>").with("Content-Type", "text/html"));
    pictures(0);
    dashboard.open("#/new");
    dashboard.css("label[for=kind-document]").click();
    dashboard.css("#field-source-url").fill(origin.url("/page"));
    dashboard.css("#field-source-format").selectOption("html");
    dashboard.css("#field-source-include").fill("*.png");
    dashboard.css("[data-act=dry-run]").click();
    dashboard.shows(".plan .verdict", "1 item");
    dashboard.shows(".plan table", "a.png");
    dashboard.css("[data-act=start]").click();
    dashboard.showsState("Succeeded");
    assertThat(dashboard.css(".rows .what a").first()).containsText("a.png");
  }

  @Test
  void faultOfATypedUrlNamesTheLineItWasTypedOn() {
    pictures(0);
    dashboard.open("#/new");
    Locator typed = dashboard.css("#field-source-urls");
    typed.fill("# two\n" + origin.url("/a.png") + "\n\nftp://b.example/b.png\n");
    dashboard.shows(".preview", "Not ready: line 4: ");
    dashboard.css("[data-act=start]").click();
    assertThat(dashboard.css("#faults .where")).hasText("Line 4");
    assertThat(dashboard.css("#faults code")).hasCount(0);
    dashboard.css("#faults .where").click();
    assertThat(typed).isFocused();
    assertThat(typed.evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)"))
        .isEqualTo("ftp://b.example/b.png");
  }
}
