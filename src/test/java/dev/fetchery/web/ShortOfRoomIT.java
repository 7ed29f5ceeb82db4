package dev.fetchery.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.testing.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is cut where there is little room. */
class ShortOfRoomIT extends DashboardCase {
  private static final String CUT =
      "parts => parts.filter(part => part.scrollWidth > part.clientWidth).length";

  private void postFailing(String... keys) {
    JsonArray urls = new JsonArray();
    for (String key : keys) {
      urls.add(new JsonObject().put("url", origin.url("/none/" + key)).put("key", key));
    }
    JsonObject source = new JsonObject().put("type", "urls").put("urls", urls);
    dashboard.post(new JsonObject().put("name", "fails here").put("source", source).encode());
    dashboard.showsState("Failed");
    assertThat(dashboard.css(".examples .who")).hasCount(keys.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 1280})
  void nameThatFitsIsNotCut(int width) {
    origin.otherwise(request -> Reply.status(404));
    dashboard.page.setViewportSize(width, 900);
    postFailing("nosuch.invalid", "WWWWWWWWWWWWi", "iiiiiiiiiiiii");
    assertThat(dashboard.css(".who span").evaluateAll(CUT)).isEqualTo(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 1280})
  void nameThatDoesNotFitKeepsItsEnd(int width) {
    origin.otherwise(request -> Reply.status(404));
    dashboard.page.setViewportSize(width, 900);
    postFailing("a-name-that-is-longer-than-the-card-is-wide-and-ends.tar.gz");
    assertThat(dashboard.css(".who .name-head").evaluateAll(CUT)).isEqualTo(1);
    assertThat(dashboard.css(".who .name-tail").evaluateAll(CUT)).isEqualTo(0);
  }

  @Test
  void whatIsWrongStandsAloneInANarrowRow() {
    origin.otherwise(request -> Reply.status(404));
    postFailing("a");
    dashboard.page.setViewportSize(1280, 900);
    dashboard.open("#/");
    assertThat(dashboard.css("tr.job .lost")).isVisible();
    assertThat(dashboard.css("tr.job .host")).isHidden();
    dashboard.page.setViewportSize(1600, 900);
    assertThat(dashboard.css("tr.job .host")).isVisible();
  }
}
