package dev.fetchery.web;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The system's Chromium, without a window. Nothing is downloaded. */
final class Chromium implements AutoCloseable {
  private static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Playwright playwright;
  final Browser browser;

  private Chromium(Path executable) {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions().setExecutablePath(executable).setArgs(ARGUMENTS));
  }

  /** Skips the tests where there is no Chromium, except where every test has to run. */
  static Chromium start() {
    String named = System.getenv("FETCHERY_CHROMIUM");
    Path executable = Path.of(named == null || named.isEmpty() ? "/usr/bin/chromium" : named);
    String missing = "there is no Chromium at " + executable + "; FETCHERY_CHROMIUM names another";
    if (!Files.isExecutable(executable) && "true".equals(System.getenv("CI"))) {
      throw new IllegalStateException(missing);
    }
    assumeTrue(Files.isExecutable(executable), missing);
    return new Chromium(executable);
  }

  @Override
  public void close() {
    playwright.close();
  }
}
