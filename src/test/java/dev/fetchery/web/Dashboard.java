package dev.fetchery.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The dashboard in a tab of its own, and what a person does there. */
final class Dashboard implements AutoCloseable {
  /** Long, for machines that do much else; what comes sooner is not waited for. */
  static final double PATIENCE_MS = 60_000;

  final Page page;
  private final BrowserContext context;
  private final String address;

  /** What must not happen: scripts that fail, policies broken, dialogs a name opened. */
  final List<String> accidents = new CopyOnWriteArrayList<>();

  Dashboard(Browser browser, String address) {
    this.address = address;
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
    context = browser.newContext(new Browser.NewContextOptions().setViewportSize(1280, 900));
    context.setDefaultTimeout(PATIENCE_MS);
    page = context.newPage();
    page.onPageError(accidents::add);
    page.onDialog(
        dialog -> {
          accidents.add(dialog.message());
          dialog.dismiss();
        });
    page.onConsoleMessage(
        message -> {
          if (message.text().contains("Content Security Policy")) {
            accidents.add(message.text());
          }
        });
    open("");
  }

  void open(String hash) {
    page.navigate(address + "/" + hash);
  }

  Locator css(String selector) {
    return page.locator(selector);
  }

  Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
  }

  /** Fills in the job and starts it. */
  void post(String json) {
    open("#/new");
    css(".editor textarea").fill(json);
    css("[data-act=start]").click();
  }

  void postPreset(String name) {
    open("#/new");
    css("[data-preset=" + name + "]").click();
    assertThat(css("[data-preset=" + name + "]")).hasAttribute("aria-pressed", "true");
    css("[data-act=start]").click();
  }

  /** Drags a file of that name and content over the page and lets it go. */
  void drop(String name, String content) {
    page.evaluate(
        """
        ([name, content]) => {
          const data = new DataTransfer();
          data.items.add(new File([content], name));
          for (const type of ['dragenter', 'dragover', 'drop']) {
            document.body.dispatchEvent(
              new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
          }
        }
        """,
        List.of(name, content));
  }

  void shows(String selector, String text) {
    assertThat(css(selector).first()).containsText(text);
  }

  void showsState(String label) {
    shows(".summary-card .badge", label);
  }

  @Override
  public void close() {
    context.close();
  }
}
