package dev.fetchery.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every state that the dashboard can be in: readable by everyone, in both colours, on a phone. */
class StatesIT extends DashboardCase {
  private static final int WIDE_LIST = 40;

  /** The preset, changed, posted in the page as a script would. */
  private void postPreset(String name, JsonObject limits) {
    dashboard.page.evaluate(
        """
        async ([name, limits]) => {
          const job = await (await fetch(`/assets/jobs/${name}.json`)).json();
          const answer = await fetch('/api/v1/jobs', {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({ ...job, limits: JSON.parse(limits) }),
          });
          location.hash = `#/jobs/${(await answer.json()).id}`;
        }
        """,
        List.of(name, limits.encode()));
  }

  private Look look() {
    return new Look(dashboard);
  }

  @Test
  void nothingYet() {
    assertThat(dashboard.css(".empty .preset")).hasCount(13);
    look().at("empty");
  }

  @Test
  void runningAndPausedAndDeleted() {
    postPreset("emojis", new JsonObject().put("requestsPerSecond", 10));
    dashboard.showsState("Running");
    assertThat(dashboard.css(".tile img").nth(8)).isVisible();
    look().at("running");
    dashboard.css("[data-act=pause]").click();
    dashboard.showsState("Paused");
    look().at("paused");
    dashboard.act("remove");
    look().at("delete");
  }

  @Test
  void pictureOfTheReadme() throws IOException {
    // Slowly, so that it still runs when its picture is drawn; sooner where none is wanted.
    String wanted = System.getProperty("fetchery.picture");
    int perSecond = wanted == null ? 1000 : 200;
    String place = System.getProperty("fetchery.picture.directory");
    if (place != null) {
      // The page shows where files are saved: a place as a reader would choose it.
      startAgainBelow(Path.of(place));
    }
    postPreset("emojis", new JsonObject().put("requestsPerSecond", perSecond));
    dashboard.page.setViewportSize(1280, 1180);
    assertThat(dashboard.css(".tile img").nth(20)).isVisible();
    dashboard.page.waitForFunction(
        "() => document.querySelector('.bar').getAttribute('aria-valuenow') > 55");
    // Pictures that are pointed at stay, so that every one of them is there to be seen.
    dashboard.css(".tiles").hover(new Locator.HoverOptions().setPosition(1, 1));
    dashboard.page.waitForFunction(
        "() => [...document.querySelectorAll('.tile')].slice(0, 22)"
            + ".every((tile) => tile.querySelector('img')?.complete)");
    Path picture = Path.of(wanted == null ? "target/dashboard.png" : wanted);
    dashboard.page.screenshot(new Page.ScreenshotOptions().setPath(picture));
    assertThat(picture).isNotEmptyFile();
  }

  @Test
  void jobsOfEveryKind() {
    dashboard.postPreset("cats");
    dashboard.showsState("Succeeded");
    dashboard.postPreset("flags");
    dashboard.showsState("Partial");
    postPreset("emojis", new JsonObject().put("requestsPerSecond", 20));
    dashboard.showsState("Running");
    dashboard.css("[data-act=pause]").click();
    dashboard.showsState("Paused");
    dashboard.post(slowly(pictures(400), 10).encode());
    dashboard.showsState("Running");
    dashboard.open("#/");
    assertThat(dashboard.css(".job")).hasCount(4);
    look().at("jobs");
  }

  @Test
  void failuresByCause() {
    JsonObject job = pictures(WIDE_LIST).put("retry", new JsonObject().put("attempts", 1));
    job.put("expect", new JsonObject().put("mediaTypes", new JsonArray().add("image/*")));
    IntStream.range(0, 6).forEach(i -> origin.on("/" + i + ".png", Reply.status(500)));
    IntStream.range(6, 9).forEach(i -> origin.on("/" + i + ".png", Reply.status(404)));
    IntStream.range(9, 12)
        .forEach(
            i -> origin.on("/" + i + ".png", Reply.ok("<html>").with("Content-Type", "text/html")));
    origin.on(
        "/12.png",
        Reply.ok("x".repeat(500))
            .with("Content-Type", "image/png")
            .with(new OriginFault.CloseAfter(100)));
    dashboard.post(job.encode());
    dashboard.showsState("Partial");
    assertThat(dashboard.css("[data-code]")).hasCount(3);
    look().at("failures");
  }

  @Test
  void restingHost() {
    JsonObject job = pictures(WIDE_LIST);
    origin.otherwise(request -> Reply.status(429).with("Retry-After", "240"));
    IntStream.range(0, 5).forEach(i -> origin.on("/" + i + ".png", Reply.ok("fine")));
    dashboard.post(job.encode());
    dashboard.shows(".hosts", "backs off");
    look().at("resting");
  }

  @Test
  void finishedAndVerifiedAndAPictureOpen() throws IOException {
    dashboard.postPreset("flags");
    dashboard.showsState("Partial");
    assertThat(dashboard.css(".tile img").nth(8)).isVisible();
    dashboard.shows(".gallery .card-head", "19");
    Path deleted = Path.of(dashboard.css(".tile").nth(0).getAttribute("title"));
    try (Stream<Path> files = Files.walk(directory.resolve("downloads"))) {
      Files.delete(files.filter(file -> file.endsWith(deleted)).findAny().orElseThrow());
    }
    dashboard.act("verify");
    dashboard.shows(".verdict", "1 missing");
    look().at("verified");
    dashboard.css(".tile").nth(0).click();
    dashboard.shows("dialog.viewer .muted", "It cannot be shown");
    dashboard.page.keyboard().press("ArrowRight");
    assertThat(dashboard.css("dialog.viewer img")).isVisible();
    look().at("viewer");
  }

  @Test
  void newJobWithFaultsAndItsPlan() {
    dashboard.post(
        pictures(2)
            .put("save", new JsonObject().put("as", "../x").put("ifExists", "perhaps"))
            .put("limits", new JsonObject().put("concurency", 3))
            .encodePrettily());
    dashboard.shows("#faults", "/limits/concurency");
    look().at("faults");
    JsonObject job = pictures(WIDE_LIST).put("save", new JsonObject().put("as", "{key}.png"));
    job.getJsonObject("source").put("type", "template").put("url", origin.url("/{value}.png"));
    job.getJsonObject("source").remove("urls");
    job.getJsonObject("source")
        .put("values", new JsonArray().add("one").add("One").add("two").add("three"));
    dashboard.fill(job.encodePrettily());
    dashboard.css("[data-act=dry-run]").click();
    assertThat(dashboard.css(".plan .verdict")).isVisible();
    look().at("plan");
  }

  @Test
  void tokenWanted() {
    startAgainWithToken("correct-horse");
    assertThat(dashboard.css("#token")).isVisible();
    look().at("token");
  }

  @Test
  void connectionLost() {
    postPreset("emojis", new JsonObject().put("requestsPerSecond", 50));
    dashboard.showsState("Running");
    service.close();
    dashboard.shows("#connection", "reconnecting… numbers of ");
    assertThat(
            dashboard.page.evaluate(
                "() => getComputedStyle(document.querySelector('.bar'), '::after').animationName"))
        .isEqualTo("none");
    look().at("lost");
    start(0, null);
  }
}
