package dev.fetchery.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.KeyboardModifier;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** A browser before a service that is only told of: a lot of jobs and items at no cost. */
@Timeout(120)
@Tag("alone")
abstract class ScriptedCase {
  protected static Chromium chromium;

  protected final ScriptedService service = new ScriptedService(0);
  protected Dashboard dashboard;

  @BeforeAll
  static void startBrowser() {
    chromium = Chromium.start();
  }

  @AfterAll
  static void stopBrowser() {
    if (chromium != null) {
      chromium.close();
    }
  }

  /** What the service tells of when the page is opened. */
  void prepare() {}

  @BeforeEach
  void open() {
    prepare();
    dashboard = new Dashboard(chromium.browser, service.address());
  }

  @AfterEach
  void stop() {
    dashboard.close();
    service.close();
    assertThat(dashboard.accidents).isEmpty();
  }

  protected static Locator.ClickOptions withShift() {
    return new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.SHIFT));
  }
}
