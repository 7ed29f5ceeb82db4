package dev.fetchery.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIRequestContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.FilePayload;
import dev.fetchery.testing.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The dashboard as it is used, in a real browser, before the real service. */
class DashboardIT extends DashboardCase {
  private static final String HOSTILE = "<img src=x onerror=alert(1)>";

  @ParameterizedTest
  @CsvSource({
    "emojis, Succeeded, '1,793 of 1,793'",
    "flags, Partial, 20 of 20",
    "cats, Succeeded, 10 of 10",
    "listing, Succeeded, 25 of 25",
    "status, Succeeded, 5 of 5"
  })
  void everyPresetIsPostedAndWatchedToItsEnd(String preset, String state, String ended) {
    dashboard.postPreset(preset);
    dashboard.showsState(state);
    dashboard.shows("[data-part=ended]", ended);
    assertThat(dashboard.css(".rows li").first()).isVisible();
    assertThat(dashboard.css(".summary-card .bar")).hasAttribute("aria-valuenow", "100");
  }

  @Test
  void savedPicturesAreShownAndOpened() {
    dashboard.postPreset("flags");
    dashboard.shows(".gallery .card-head", "19");
    assertThat(dashboard.css(".tile img").first()).hasAttribute("src", Pattern.compile("blob:.*"));
    dashboard.css(".tile").first().click();
    assertThat(dashboard.css("dialog.viewer img")).not().hasJSProperty("naturalWidth", 0);
    dashboard.page.keyboard().press("Escape");
    assertThat(dashboard.css("dialog")).hasCount(0);
  }

  @Test
  void jobIsPausedAndResumedAndItsLimitsLifted() {
    dashboard.post(slowly(pictures(300), 5).encode());
    dashboard.css("[data-act=pause]").click();
    dashboard.showsState("Paused");
    dashboard.css("[data-act=resume]").click();
    dashboard.showsState("Running");
    dashboard.css("[data-tab=settings]").click();
    dashboard.css("#limit-requestsPerSecond").fill("0");
    dashboard.button("Apply").click();
    dashboard.showsState("Succeeded");
  }

  @Test
  void failuresAreSeenByCauseAndRetried() {
    JsonObject job = pictures(5).put("retry", new JsonObject().put("attempts", 1));
    origin.on("/3.png", Reply.status(500), Reply.ok("fine"));
    dashboard.post(job.encode());
    dashboard.showsState("Partial");
    dashboard.shows("[data-code=http_status]", "500 × 1");
    dashboard.css("[data-code=http_status] button").click();
    dashboard.showsState("Succeeded");
    assertThat(dashboard.css("[data-code]")).hasCount(0);
  }

  @Test
  void jobThatWentOnAndEndedWithoutThisTabIsSeenToHaveEnded() {
    JsonObject job = pictures(5).put("retry", new JsonObject().put("attempts", 1));
    origin.on("/3.png", Reply.status(500), Reply.ok("fine"));
    dashboard.post(job.encode());
    dashboard.showsState("Partial");
    retryToTheEnd(service.address() + "/api/v1" + dashboard.page.url().split("#", 2)[1]);
    dashboard.showsState("Succeeded");
    assertThat(origin.requests("/3.png")).isEqualTo(2);
    // The item that was made good is told again.
    assertThat(dashboard.css(".rows li[data-state=done]")).hasCount(5);
  }

  private void retryToTheEnd(String job) {
    APIRequestContext request = dashboard.page.request();
    if (request.get(job).text().contains("\"state\":\"partial\"")) {
      assertThat(request.post(job + "/retry").status()).isEqualTo(200);
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!request.get(job).text().contains("\"state\":\"succeeded\"")) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
  }

  @Test
  void restartOfTheServiceIsSurvivedWithoutAReload() {
    dashboard.post(slowly(pictures(40), 5).encode());
    dashboard.showsState("Running");
    dashboard.page.evaluate("() => { window.sameDocument = true; }");
    int port = URI.create(service.address()).getPort();
    service.close();
    dashboard.shows("#connection", "reconnecting");
    dashboard.css("[data-tab=items]").click();
    dashboard.shows(".items .fault", "The service cannot be reached.");
    start(port, null);
    dashboard.shows("#connection", "live");
    assertThat(dashboard.css(".vt .item a").first()).isVisible();
    dashboard.css("[data-tab=overview]").click();
    dashboard.showsState("Succeeded");
    assertThat(dashboard.css(".completions")).hasAttribute("data-total", "40");
    assertThat((boolean) dashboard.page.evaluate("() => window.sameDocument")).isTrue();
  }

  @Test
  void hostileNamesAreText() {
    origin.otherwise(request -> Reply.ok("x").with("Content-Type", HOSTILE));
    JsonObject url = new JsonObject().put("url", origin.url("/x?" + HOSTILE)).put("key", HOSTILE);
    dashboard.post(
        new JsonObject()
            .put("name", HOSTILE)
            .put(
                "source",
                new JsonObject().put("type", "urls").put("urls", new JsonArray().add(url)))
            .put("expect", new JsonObject().put("mediaTypes", new JsonArray().add("image/png")))
            .encode());
    dashboard.showsState("Failed");
    dashboard.shows("h1", HOSTILE);
    dashboard.shows(".examples .who", HOSTILE);
    dashboard.shows(".examples .why", HOSTILE);
    assertThat(dashboard.css("img")).hasCount(0);
    dashboard.open("#/");
    dashboard.shows(".job-name", HOSTILE);
  }

  @Test
  void faultsAreShownAtTheFieldsAndLinesTheyBelongTo() {
    dashboard.post(
        pictures(1)
            .put("save", new JsonObject().put("as", "../x"))
            .put("limits", new JsonObject().put("concurency", 3))
            .encodePrettily());
    assertThat(dashboard.css("[data-pointer='/save/as']")).hasAttribute("aria-invalid", "true");
    dashboard.shows("#field-save-as-fault", "..");
    dashboard.shows("#faults", "/limits/concurency");
    assertThat(dashboard.css(".numbers .bad")).hasCount(2);
  }

  @Test
  void dryRunShowsNamesAndCollisionsAndFetchesNothing() {
    JsonObject job = pictures(3).put("save", new JsonObject().put("as", "same.png"));
    dashboard.fill(job.encode());
    dashboard.css("[data-act=dry-run]").click();
    dashboard.shows(".plan .verdict", "3 items");
    dashboard.shows(".collisions", "pictures/same.png");
    assertThat(origin.requests()).isZero();
  }

  @Test
  void whatADryRunProposesOfPagesIsTakenByAButton() {
    JsonObject source = new JsonObject().put("type", "pages").put("url", origin.url("/list"));
    origin.on("/list", Reply.ok("[\"/a.png\"]").with("Link", "</list?page=2>; rel=\"next\""));
    dashboard.fill(new JsonObject().put("source", source).encode());
    dashboard.css("[data-act=dry-run]").click();
    dashboard.shows(".proposal", "The answer's Link header names the next page.");
    dashboard.css("[data-act=use-proposal]").click();
    assertThat(dashboard.css(".editor textarea"))
        .hasValue(Pattern.compile("\"more\": \\{\\s*\"link\": \"next\""));
  }

  @Test
  void manifestIsPostedAsItIs() {
    pictures(0);
    String lines = origin.url("/a.png") + "\n" + origin.url("/b.png") + "\n";
    dashboard.open("#/new");
    dashboard
        .css("#manifest")
        .setInputFiles(
            new FilePayload("list.txt", "text/plain", lines.getBytes(StandardCharsets.UTF_8)));
    dashboard.shows(".chosen", "list.txt");
    dashboard.css("[data-act=start]").click();
    dashboard.showsState("Succeeded");
    dashboard.shows("[data-part=ended]", "2 of 2");
  }

  @Test
  void savedFilesAreVerifiedAndRemovedWithTheJob() {
    dashboard.post(pictures(3).encode());
    dashboard.showsState("Succeeded");
    dashboard.act("verify");
    dashboard.shows(".verdict", "3 files verified");
    dashboard.act("remove");
    dashboard.css("dialog input").check();
    dashboard.css("dialog button.danger").click();
    assertThat(dashboard.css(".empty .preset")).hasCount(13);
    assertThat(directory.resolve("downloads/pictures")).doesNotExist();
  }

  @Test
  void tokenIsAskedForAndKeptForTheTab() {
    startAgainWithToken("correct-horse");
    List<Request> requests = new CopyOnWriteArrayList<>();
    dashboard.page.onRequest(requests::add);
    dashboard.css("#token").fill("wrong");
    dashboard.button("Continue").click();
    dashboard.shows("#token-help", "refused");
    dashboard.css("#token").fill("correct-horse");
    dashboard.button("Continue").click();
    dashboard.shows("#connection", "live");
    dashboard.postPreset("flags");
    assertThat(dashboard.css(".tile img").first()).hasAttribute("src", Pattern.compile("blob:.*"));
    assertThat(dashboard.page.url()).doesNotContain("horse");
    assertThat(requests).noneMatch(request -> request.url().contains("horse"));
    assertThat(requests)
        .filteredOn(request -> request.url().matches("http.*/(items|files)\\b.*"))
        .hasSizeGreaterThan(2)
        .allMatch(request -> request.headers().containsKey("authorization"));
  }

  @ParameterizedTest
  @CsvSource({
    "page.html, text/html, <script>alert(1)</script>",
    "drawing.svg, image/svg+xml, <svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
  })
  void savedDocumentIsOnlyDownloaded(String name, String type, String content) {
    startAgainWithToken("correct-horse");
    dashboard.css("#token").fill("correct-horse");
    dashboard.button("Continue").click();
    dashboard.shows("#connection", "live");
    origin.on("/" + name, Reply.ok(content).with("Content-Type", type));
    JsonObject source = new JsonObject().put("type", "urls");
    source.put("urls", new JsonArray().add(origin.url("/" + name)));
    dashboard.post(new JsonObject().put("name", "documents").put("source", source).encode());
    dashboard.showsState("Succeeded");
    dashboard.css("[data-tab=files]").click();
    Download saved = dashboard.page.waitForDownload(() -> dashboard.css(".tree a").first().click());
    assertThat(saved.suggestedFilename()).isEqualTo(name);
    assertThat(saved.path()).hasContent(content);
    assertThat(saved.url()).startsWith("blob:");
    assertThat(dashboard.css(".tile")).hasCount(0);
  }

  @Test
  void interfaceIsReadByALinkAlsoWhereATokenIsNeeded() {
    startAgainWithToken("correct-horse");
    dashboard.css("#token").fill("correct-horse");
    dashboard.button("Continue").click();
    dashboard.css("#docs").click();
    dashboard.shows(".swagger-ui .info .title", "Fetchery");
    assertThat(dashboard.css(".opblock").first()).isVisible();
    Download document = dashboard.page.waitForDownload(() -> dashboard.css("#document").click());
    assertThat(document.path()).content().contains("/api/v1/jobs");
  }

  @Test
  void interfaceAsksForTheTokenWhereItIsOpenedFirst() {
    startAgainWithToken("correct-horse");
    dashboard.open("assets/docs/");
    dashboard.css("#token").fill("correct-horse");
    dashboard.button("Continue").click();
    dashboard.shows(".swagger-ui .info .title", "Fetchery");
  }

  @Test
  void manifestIsDroppedAnywhere() {
    pictures(0);
    String lines = "url,key\n" + origin.url("/a.png") + ",first\n" + origin.url("/b.png") + ",\n";
    dashboard.drop("list.csv", lines);
    dashboard.shows(".chosen", "list.csv");
    assertThat(dashboard.css("#drop")).isHidden();
    dashboard.css("[data-act=start]").click();
    dashboard.showsState("Succeeded");
    dashboard.shows("h1", "list");
    dashboard.shows("[data-part=ended]", "2 of 2");
  }

  @Test
  void faultOfADroppedManifestNamesItsLine() {
    dashboard.open("#/new");
    dashboard.drop("list.txt", origin.url("/a.png") + "\nnot a url\n");
    dashboard.shows(".chosen", "list.txt");
    dashboard.css("[data-act=start]").click();
    dashboard.shows("#faults", "Line 2 of the list");
  }

  @Test
  void fileThatIsNoManifestIsRefusedWhereItIsDropped() {
    dashboard.drop("photo.png", "x");
    dashboard.shows(".toast", "is no list of URLs and no job");
    assertThat(dashboard.css("#drop")).isHidden();
  }
}
