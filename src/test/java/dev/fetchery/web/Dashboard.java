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

  /** The form, with the job as JSON in it. */
  void fill(String json) {
    if (!page.url().contains("#/new")) {
      open("#/new");
    }
    css("[data-view=json]").click();
    css(".editor textarea").fill(json);
  }

  /** Fills in the job and starts it. */
  void post(String json) {
    fill(json);
    css("[data-act=start]").click();
  }

  void postPreset(String name) {
    open("#/new?preset=" + name);
    assertThat(css("[data-preset=" + name + "]")).hasAttribute("aria-pressed", "true");
    css("[data-act=start]").click();
  }

  /** Does to the job what one of the buttons, or of the entries in the menu, says. */
  void act(String name) {
    Locator act = css(".summary-card [data-act=" + name + "]").locator("visible=true");
    if (act.count() == 0) {
      css("[data-act=menu]").click();
    }
    act.first().click();
  }

  /** Pastes the text as if it were on the clipboard, with the focus where it is. */
  void paste(String text) {
    page.evaluate(
        """
        (text) => {
          const data = new DataTransfer();
          data.setData('text/plain', text);
          document.activeElement.dispatchEvent(
            new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        }
        """,
        text);
  }

  /** Another tab of the same browser. */
  Page tab(String hash) {
    Page other = context.newPage();
    other.onPageError(accidents::add);
    other.navigate(address + "/" + hash);
    return other;
  }

  /** Drags a file of that name and content over the page and lets it go. */
  void drop(String name, String content) {
    dropAll(List.of(name, content));
  }

  /** Drags several files at once: names and contents in turn. */
  void dropAll(List<String> namesAndContents) {
    dropData(
        """
        for (let i = 0; i < given.length; i += 2) {
          data.items.add(new File([given[i + 1]], given[i]));
        }
        """,
        namesAndContents);
  }

  /** Drags links, as from another page. */
  void dropLinks(String... links) {
    dropData("data.setData('text/uri-list', given.join('\\n'));", List.of(links));
  }

  private void dropData(String fill, List<String> given) {
    page.evaluate(
        "(given) => { const data = new DataTransfer(); "
            + fill
            + """
              for (const type of ['dragenter', 'dragover', 'drop']) {
                document.body.dispatchEvent(
                  new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
              }
            }
            """,
        given);
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
