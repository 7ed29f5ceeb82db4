package dev.fetchery.demo.origin;

import java.util.List;
import java.util.Optional;

/**
 * A small web site for the probe job.
 *
 * @param lagMs its delay in addition to the origin's
 * @param redirect target of its redirect; empty if it does not redirect
 */
public record ProbedSite(String name, int status, long lagMs, Optional<String> redirect) {
  static final List<ProbedSite> ALL =
      List.of(
          new ProbedSite("python.org", 200, 20, Optional.empty()),
          new ProbedSite("javascript.com", 200, 75, Optional.empty()),
          new ProbedSite("amazon.com", 503, 40, Optional.empty()),
          new ProbedSite("netflix.com", 301, 10, Optional.of("/status/netflix.com/browse")),
          new ProbedSite("netflix.com/browse", 200, 30, Optional.empty()),
          new ProbedSite("scala-lang.org", 200, 120, Optional.empty()));

  public static Optional<ProbedSite> named(String name) {
    return ALL.stream().filter(site -> site.name.equals(name)).findFirst();
  }

  String page() {
    return """
        <!doctype html>
        <html lang="en">
        <title>%1$s</title>
        <h1>%1$s</h1>
        <p>A stand-in for a web site, answering with %2$d.</p>
        </html>
        """
        .formatted(name, status);
  }
}
