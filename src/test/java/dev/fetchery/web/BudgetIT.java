package dev.fetchery.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the page costs those who open it: bytes, and things that move under the pointer. */
@Timeout(120)
@Tag("alone")
class BudgetIT {
  private static final int MOST_BYTES = 400_000;

  /** Good, by the measure of browsers' own vendors. */
  private static final double MOST_SHIFT = 0.1;

  private static final int WATCHED_MS = 4000;

  private static long zipped(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream zip = new GZIPOutputStream(out)) {
      zip.write(content);
    }
    return out.size();
  }

  @Test
  void pageIsLight() throws IOException {
    try (Chromium chromium = Chromium.start();
        ScriptedService service = new ScriptedService(0);
        Dashboard dashboard = new Dashboard(chromium.browser, service.address())) {
      Set<String> addresses = ConcurrentHashMap.newKeySet();
      dashboard.page.onRequest(request -> addresses.add(request.url()));
      dashboard.page.reload();
      assertThat(dashboard.css("[data-ready]")).hasCount(1);
      assertThat(dashboard.css("#connection")).hasText("live");
      long total = 0;
      for (String address : addresses) {
        if (address.startsWith("http") && !address.contains("/api/")) {
          total += zipped(dashboard.page.request().get(address).body());
        }
      }
      assertThat(total).isPositive().isLessThan(MOST_BYTES);
    }
  }

  @Test
  void nothingShiftsWhileAJobRuns() {
    try (Chromium chromium = Chromium.start();
        ScriptedService service = new ScriptedService(50);
        Dashboard dashboard = new Dashboard(chromium.browser, service.address())) {
      dashboard.open("#/jobs/" + ScriptedService.JOB);
      assertThat(dashboard.css(".rows li")).hasCount(8);
      assertThat(dashboard.css(".tile img").first()).isVisible();
      // The first failure makes room for itself, once, and has it when that was drawn.
      assertThat(dashboard.css(".failures [data-code]").first()).isVisible();
      assertThat(dashboard.css(".strip")).isVisible();
      dashboard.page.evaluate(
          "async () => { for (let i = 0; i < 5; i++) { await new Promise(requestAnimationFrame); } }");
      Object shift =
          dashboard.page.evaluate(
              """
              (ms) => new Promise((resolve) => {
                let sum = 0;
                const outside = ({ node }) => node
                  && !(node.nodeType === 1 ? node : node.parentElement)?.closest('.tiles');
                new PerformanceObserver((list) => {
                  list.getEntries()
                    // Pictures move on as new ones come; nothing else does.
                    .filter(({ sources }) => sources.some(outside))
                    .forEach((entry) => { sum += entry.value; });
                }).observe({ type: 'layout-shift' });
                setTimeout(() => resolve(sum), ms);
              })
              """,
              WATCHED_MS);
      assertThat(((Number) shift).doubleValue()).isLessThan(MOST_SHIFT);
    }
  }
}
