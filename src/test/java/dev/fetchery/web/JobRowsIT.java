package dev.fetchery.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the row of a job says of it, and the head of its page likewise. */
class JobRowsIT extends ScriptedCase {
  private static final String ID = "01R";

  private Locator cell(String name) {
    return dashboard.css("tr.job[data-id='" + ID + "'] ." + name);
  }

  private JsonObject add(String name, JsonObject progress) {
    return service.jobs.add(ID, name, "running", progress);
  }

  @Test
  void bytesOfUnknownSizesAreNoShare() {
    JsonObject progress = new JsonObject().put("discovered", 2).put("active", 2);
    JsonObject job = add("chunked", progress.put("bytes", 23_000_000));
    dashboard.page.reload();
    assertThat(cell("items")).hasText("0 / 2");
    assertThat(cell("share")).hasText("");
    dashboard.open("#/jobs/" + ID);
    assertThat(dashboard.css("[data-part=ended]")).hasText("0 of 2");
    assertThat(dashboard.page).hasTitle("Running · chunked · Fetchery");
    Locator bar = dashboard.css(".summary-card .bar");
    assertThat(bar).hasAttribute("data-open", "true");
    assertThat(bar.getAttribute("aria-valuenow")).isNull();
    job.getJsonObject("progress").put("active", 1).put("done", 1);
    dashboard.page.reload();
    assertThat(dashboard.css("[data-part=ended]")).hasText("1 of 2 · 50\u00a0%");
    assertThat(bar).hasAttribute("aria-valuenow", "50");
  }

  @ParameterizedTest
  @CsvSource({
    "1, , a.example:8443",
    "2, https://a.example:8443/x, 3 URLs at a.example:8443",
    "1, https://b.example/x, 2 URLs at a.example:8443 and 1 more host",
    "3, https://b.example/x https://c.example/x, 5 URLs at a.example:8443 and 2 more hosts"
  })
  void urlsAreCountedAndTheirHosts(int first, String others, String expected) {
    JsonArray urls = new JsonArray();
    for (int i = 0; i < first; i++) {
      urls.add("https://a.example:8443/" + i);
    }
    for (String other : others == null ? List.<String>of() : List.of(others.split(" ", -1))) {
      urls.add(new JsonObject().put("url", other));
    }
    JsonObject source = new JsonObject().put("type", "urls").put("urls", urls);
    add("list", new JsonObject()).getJsonObject("spec").put("source", source);
    dashboard.page.reload();
    assertThat(cell("host")).hasText(expected);
    // Of a long list only the beginning is told.
    source.put("urlsCount", 2500);
    dashboard.page.reload();
    assertThat(cell("host")).hasText("2,500 URLs, the first at a.example:8443");
  }

  @ParameterizedTest
  @ValueSource(ints = {1024, 1280, 1440})
  void agesAndSizesAreSeenToTheirEnd(int width) {
    add("large", new JsonObject().put("discovered", 2).put("active", 2));
    dashboard.page.setViewportSize(width, 900);
    dashboard.page.reload();
    assertThat(cell("items")).hasText("0 / 2");
    fits(cell("age").first(), "59 min ago");
    fits(cell("size"), "92.0\u00a0MB / 92.2\u00a0MB");
  }

  private static void fits(Locator cell, String text) {
    Object over =
        cell.evaluate(
            "(cell, text) => { cell.textContent = text; return cell.scrollWidth - cell.clientWidth; }",
            text);
    assertThat(((Number) over).intValue()).as(text).isZero();
  }

  @Test
  void whatTurnsTheDirectionIsSeenInTheTitleToo() {
    add("a\u202egpj.exe\u202c", new JsonObject().put("discovered", 2));
    dashboard.open("#/jobs/" + ID);
    assertThat(dashboard.css("h1")).hasText("a\ufffdgpj.exe\ufffd");
    assertThat(dashboard.page).hasTitle("0 % · a\ufffdgpj.exe\ufffd · Fetchery");
  }
}
