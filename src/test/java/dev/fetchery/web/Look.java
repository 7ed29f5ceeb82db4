package dev.fetchery.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Looks at a state of the dashboard in both colours and at both ends of the widths. With {@code
 * -Dfetchery.screenshots=DIRECTORY} it also leaves pictures of it there.
 */
final class Look {
  private static final int WIDE = 1280;
  private static final int PHONE = 360;
  private static final int HEIGHT = 900;
  private static final int TALL = 1700;
  private static final String DIRECTORY = System.getProperty("fetchery.screenshots");

  /** The rules of WCAG 2.2 AA, contrast among them, and those of good practice. */
  private static final String FAULTS =
      """
      async () => {
        const { violations } = await axe.run({
          // Of lists without end the first rows say it all.
          exclude: [['.vt .item:nth-child(n+8)'], ['.tiles li:nth-child(n+8)']],
        }, {
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        });
        return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
          `${id}: ${target.join(' ')}: ${failureSummary}`));
      }
      """;

  /** What reaches out of the page; a chart is given some frames to follow the new width. */
  private static final String TOO_WIDE =
      """
      async () => {
        const page = document.documentElement;
        for (let frames = 0; page.scrollWidth > page.clientWidth && frames < 60; frames++) {
          await new Promise(requestAnimationFrame);
        }
        const wide = [...document.querySelectorAll('body *')].filter((element) =>
          element.getBoundingClientRect().right > page.clientWidth + 1
            && !element.closest('.scroll, .rows, .tiles, .job-tabs, .tabs, pre, textarea, .sr, .stripes, thead'));
        return page.scrollWidth > page.clientWidth
          ? wide.map((element) => element.tagName + '.' + element.className) : [];
      }
      """;

  private final Page page;

  Look(Dashboard dashboard) {
    page = dashboard.page;
    // Colours on their way from one to the other are neither's.
    page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
  }

  /** The state must be readable by everyone, in both colours, and fit a phone. */
  void at(String state) {
    for (String theme : List.of("light", "dark")) {
      theme(theme);
      page.setViewportSize(WIDE, HEIGHT);
      shot(state + "-" + theme);
      page.setViewportSize(WIDE, HEIGHT);
      assertThat(faults()).as(state + ", " + theme).isEmpty();
      page.setViewportSize(PHONE, HEIGHT);
      shot(state + "-" + theme + "-phone");
      assertThat((List<?>) page.evaluate(TOO_WIDE)).as("too wide for a phone: " + state).isEmpty();
    }
    page.setViewportSize(WIDE, HEIGHT);
    theme("light");
  }

  private List<?> faults() {
    if (!(boolean) page.evaluate("() => 'axe' in window")) {
      // Past the page's policy, which lets no foreign script in.
      page.evaluate(axe());
    }
    return (List<?>) page.evaluate(FAULTS);
  }

  private void theme(String theme) {
    page.evaluate(
        """
        (theme) => {
          if (document.documentElement.dataset.theme !== theme) {
            document.dispatchEvent(new Event('themetoggle'));
          }
        }
        """,
        theme);
  }

  private void shot(String name) {
    if (DIRECTORY != null) {
      // Tall, since what is out of sight is not drawn; the chart takes its time.
      page.setViewportSize(page.viewportSize().width, TALL);
      page.waitForTimeout(700);
      page.screenshot(
          new Page.ScreenshotOptions()
              .setPath(Path.of(DIRECTORY, name + ".png"))
              .setFullPage(true));
    }
  }

  private static String axe() {
    try (InputStream in = Look.class.getResourceAsStream("/axe.min.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
