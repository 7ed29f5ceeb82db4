package dev.fetchery.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.ElementHandle;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.ReducedMotion;
import dev.fetchery.testing.Reply;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dashboard without a mouse, without eyes, and without movement. */
class AccessibilityIT extends DashboardCase {
  private static final int MORE_THAN_THERE_ARE = 80;

  /** Goes on with the tabulator until that has the focus. */
  private void tabTo(Locator wanted) {
    wanted.waitFor();
    for (int i = 0; i < MORE_THAN_THERE_ARE; i++) {
      if ((boolean) wanted.evaluate("element => element === document.activeElement")) {
        return;
      }
      press("Tab");
    }
    throw new AssertionError("the tabulator does not lead to " + wanted);
  }

  private ElementHandle focused() {
    return dashboard.page.evaluateHandle("() => document.activeElement").asElement();
  }

  private void press(String key) {
    dashboard.page.keyboard().press(key);
  }

  @Test
  void keyboardAloneIsEnough() {
    tabTo(dashboard.css("#new"));
    press("Enter");
    assertThat(dashboard.css("h1")).isFocused();
    tabTo(dashboard.css(".examples-card summary"));
    press("Enter");
    tabTo(dashboard.css("[data-preset=emojis]"));
    press("Enter");
    assertThat(dashboard.css("[data-preset=emojis]")).hasAttribute("aria-pressed", "true");
    tabTo(dashboard.css("[data-view=json]"));
    press("Enter");
    // From the text area, too, the tabulator leads on.
    tabTo(dashboard.css(".editor textarea"));
    tabTo(dashboard.css("[data-act=start]"));
    press("Enter");
    dashboard.showsState("Succeeded");
    assertThat(dashboard.css("h1")).isFocused();
    // All pictures together are one stop; the arrows move among them.
    tabTo(dashboard.css(".tile[tabindex='0']"));
    press("ArrowRight");
    ElementHandle picture = focused();
    press("Enter");
    assertThat(dashboard.css("dialog.viewer")).isVisible();
    String first = dashboard.css("#viewer-title").innerText();
    press("ArrowRight");
    assertThat(dashboard.css("#viewer-title")).not().hasText(first);
    press("Escape");
    assertThat(dashboard.css("dialog")).hasCount(0);
    assertThat((boolean) picture.evaluate("element => element === document.activeElement"))
        .isTrue();
    assertThat(dashboard.css(".tile:focus")).hasCount(1);
  }

  @Test
  void jobIsPausedResumedAndDeletedByKeyboard() {
    dashboard.post(slowly(pictures(3_000), 5).encode());
    tabTo(dashboard.css("[data-act=pause]"));
    press("Enter");
    dashboard.showsState("Paused");
    // What was pressed is gone; the focus is on what stands in its place, not lost.
    assertThat(dashboard.css("[data-act=resume]")).isFocused();
    press("Enter");
    dashboard.showsState("Running");
    tabTo(dashboard.css("[data-act=menu]"));
    press("Enter");
    // The last entry of the menu.
    press("End");
    assertThat(dashboard.css("[data-act=remove]")).isFocused();
    press("Enter");
    assertThat(dashboard.button("Keep it")).isFocused();
    press("Escape");
    assertThat(dashboard.css("[data-act=menu]")).isFocused();
  }

  /** Null where an outline shows what has the focus: its own, its label's or its frame's. */
  private static final String SHOWS_FOCUS =
      """
      () => {
        const element = document.activeElement;
        const outlined = (at) => at && getComputedStyle(at).outlineStyle !== 'none'
          && parseFloat(getComputedStyle(at).outlineWidth) >= 2;
        const shown = [element, element.closest('.editor'), ...(element.labels ?? [])];
        return element === document.body || shown.some(outlined)
          ? null : element.outerHTML.slice(0, 200);
      }
      """;

  @ParameterizedTest
  @ValueSource(strings = {"#/", "#/new", "#/service", "job"})
  void focusIsAlwaysSeen(String page) {
    dashboard.postPreset("flags");
    dashboard.showsState("Partial");
    if (!page.equals("job")) {
      dashboard.open(page);
    }
    dashboard.page.emulateMedia(
        new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
    assertThat(dashboard.css("h1")).isVisible();
    for (int i = 0; i < MORE_THAN_THERE_ARE; i++) {
      press("Tab");
      assertThat(dashboard.page.evaluate(SHOWS_FOCUS)).isNull();
    }
  }

  @Test
  void skipLinkLeadsPastTheBar() {
    press("Tab");
    assertThat(dashboard.css(".skip")).isFocused();
    press("Enter");
    assertThat(dashboard.css("main")).isFocused();
  }

  @Test
  void changesOfStateAreSaidPolitely() {
    assertThat(dashboard.css("#announcer")).hasAttribute("aria-live", "polite");
    dashboard.post(slowly(pictures(3_000), 5).encode());
    dashboard.css("[data-act=pause]").click();
    assertThat(dashboard.css("#announcer")).hasText("pictures: Paused");
    dashboard.act("cancel");
    dashboard.css("dialog button.danger").click();
    assertThat(dashboard.css("#announcer")).hasText("pictures: Cancelled");
  }

  /** Counts what a screen reader is told of by itself, from now on. */
  private static final String LISTEN =
      """
      () => {
        window.told = 0;
        const isRead = (node) => {
          const region = (node.nodeType === 1 ? node : node.parentElement)
            ?.closest('[aria-live], [role=status], [role=alert]');
          return region && region.getAttribute('aria-live') !== 'off';
        };
        new MutationObserver((changes) => {
          window.told += changes.filter(({ target }) => isRead(target)).length;
        }).observe(document.body, { subtree: true, childList: true, characterData: true });
      }
      """;

  @Test
  void numbersThatGrowAreNotReadAloud() {
    JsonObject job = pictures(2_000).put("retry", new JsonObject().put("attempts", 1));
    origin.otherwise(request -> Reply.status(404));
    dashboard.post(slowly(job, 30).encode());
    dashboard.shows(".strip", "not found");
    for (String tab : List.of("overview", "items")) {
      dashboard.css("[data-tab=" + tab + "]").click();
      dashboard.page.evaluate(LISTEN);
      dashboard.page.waitForFunction(
          """
          () => {
            const now = Number(document.querySelector('.counts [data-part=notFound] b').textContent);
            window.first ??= now;
            return now > window.first + 20;
          }
          """);
      assertThat((int) dashboard.page.evaluate("() => window.told")).as(tab).isLessThan(3);
      dashboard.page.evaluate("() => { window.first = undefined; }");
    }
  }

  @Test
  void focusStaysWhereWhatWasPressedIsSwitchedOff() {
    dashboard.fill(pictures(2).encode());
    dashboard.css("[data-act=dry-run]").press("Enter");
    dashboard.shows(".plan .verdict", "2 items");
    dashboard.css("[data-act=start]").press("Enter");
    dashboard.showsState("Succeeded");
    assertThat(dashboard.css(".tile")).hasCount(2);
    dashboard.css(".tile").first().click();
    String first = dashboard.css("#viewer-title").innerText();
    dashboard.button("Next file").click();
    assertThat(dashboard.css("#viewer-title")).not().hasText(first);
    // The last one: the button is switched off, the keys go on.
    press("ArrowLeft");
    assertThat(dashboard.css("#viewer-title")).hasText(first);
  }

  @Test
  void whatAGroundTellsIsToldInColoursOfTheSystemToo() {
    dashboard.page.emulateMedia(
        new Page.EmulateMediaOptions().setForcedColors(ForcedColors.ACTIVE));
    dashboard.postPreset("flags");
    dashboard.showsState("Partial");
    Object same =
        dashboard.page.evaluate(
            """
            () => {
              const ground = (at) => getComputedStyle(document.querySelector(at)).backgroundColor;
              return [
                ['.summary-card .bar [data-part=done]', '.summary-card .bar'],
                ['.summary-card .bar [data-part=notFound]', '.summary-card .bar'],
              ].filter(([part, other]) => ground(part) === ground(other)).map(([part]) => part);
            }
            """);
    assertThat((List<?>) same).isEmpty();
    dashboard.css("[data-tab=items]").click();
    assertThat(dashboard.css("[aria-label='Filter by state'] [aria-pressed=true]")).isVisible();
    Object pressed =
        dashboard.page.evaluate(
            """
            () => {
              const ground = (at) => getComputedStyle(document.querySelector(at)).backgroundColor;
              return ground('.tabs [aria-pressed=true]') !== ground('.tabs [aria-pressed=false]');
            }
            """);
    assertThat((boolean) pressed).isTrue();
  }

  @Test
  void everyControlHasANameAndEveryPageAHeading() {
    dashboard.postPreset("flags");
    dashboard.showsState("Partial");
    for (AriaRole role :
        List.of(AriaRole.BUTTON, AriaRole.LINK, AriaRole.TEXTBOX, AriaRole.SPINBUTTON)) {
      for (Locator control : dashboard.page.getByRole(role).all()) {
        assertThat(control).hasAccessibleName(Pattern.compile("\\S"));
      }
    }
    for (AriaRole landmark : List.of(AriaRole.MAIN, AriaRole.BANNER)) {
      assertThat(dashboard.page.getByRole(landmark)).hasCount(1);
    }
    for (String name : List.of("Main", "Parts of the job")) {
      Page.GetByRoleOptions named = new Page.GetByRoleOptions().setName(name);
      assertThat(dashboard.page.getByRole(AriaRole.NAVIGATION, named)).hasCount(1);
    }
    assertThat(dashboard.page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
        .hasText("flags");
    assertThat(dashboard.page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(2)))
        .containsText(new String[] {"Pictures", "Newest", "Failures"});
  }

  @Test
  void nothingMovesForThoseWhoWantNoMovement() {
    dashboard.page.emulateMedia(
        new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
    dashboard.post(slowly(pictures(3_000), 5).encode());
    dashboard.showsState("Running");
    assertThat((int) dashboard.page.evaluate("() => document.getAnimations().length")).isZero();
    dashboard.page.emulateMedia(
        new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.NO_PREFERENCE));
    assertThat((int) dashboard.page.evaluate("() => document.getAnimations().length")).isPositive();
  }
}
