package dev.fetchery.http;

import dev.fetchery.config.Settings;
import dev.fetchery.context.Clock;
import dev.fetchery.http.feed.FeedHub;
import dev.fetchery.proxy.ProxyRules;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** How a test's {@link Service} is set up, where it is not as most tests have it. */
public final class ServiceSetup {
  final Path directory;
  String token;
  Settings.Caps caps = Settings.Caps.DEFAULT;
  private Settings.Tls tls;
  HttpVerticle.Timing timing = timing(60_000);
  HttpVerticle.Bounds bounds = HttpVerticle.Bounds.ofThisProcess();
  Clock clock = Clock.system();
  Leadership leadership = Leadership.ALONE;

  ServiceSetup(Path directory) {
    this.directory = directory;
  }

  private static HttpVerticle.Timing timing(long idleMs) {
    return new HttpVerticle.Timing(new FeedHub.Timing(200, 100), idleMs, 30_000, 5_000);
  }

  public ServiceSetup token(String wanted) {
    token = wanted;
    return this;
  }

  public ServiceSetup caps(Settings.Caps lower) {
    caps = lower;
    return this;
  }

  public ServiceSetup tls(Path cert, Path key) {
    tls = new Settings.Tls(cert, key);
    return this;
  }

  /** Ends connections that are idle for so long, in milliseconds. */
  public ServiceSetup idleMs(long ms) {
    timing = timing(ms);
    return this;
  }

  public ServiceSetup timing(HttpVerticle.Timing other) {
    timing = other;
    return this;
  }

  public ServiceSetup bounds(HttpVerticle.Bounds other) {
    bounds = other;
    return this;
  }

  public ServiceSetup clock(Clock other) {
    clock = other;
    return this;
  }

  /** May stand by: what answers in the coordinator's place answers from the store too. */
  public ServiceSetup ledBy(Leadership other) {
    leadership = other;
    return this;
  }

  public Service start() {
    return new Service(this);
  }

  Settings settings(Path dataDir, Path downloads) {
    return new Settings(
        new Settings.Listen("127.0.0.1", 0, token, tls, List.of("fetchery.example")),
        new Settings.Storage(dataDir, downloads, false, 30),
        new Settings.Capacity(64, true, 16, 100, 1, 0),
        new Settings.Outbound(
            Set.of(), "test", ProxyRules.NONE, List.of(), Settings.Credentials.NONE),
        caps,
        "one",
        null);
  }
}
