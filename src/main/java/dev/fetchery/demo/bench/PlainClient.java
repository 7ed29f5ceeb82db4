package dev.fetchery.demo.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The JDK's HTTP client, used the usual way. Blocks. */
final class PlainClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(Version.HTTP_1_1)
          .followRedirects(Redirect.NORMAL)
          .connectTimeout(TIMEOUT)
          .build();
  private final Path dir;
  private final AtomicLong saved = new AtomicLong();

  /**
   * @param dir where bodies are saved; it exists
   */
  PlainClient(Path dir) {
    this.dir = dir;
  }

  /** Saves the body under a name of its own. */
  void save(String url) throws IOException, InterruptedException {
    Path file = dir.resolve(saved.incrementAndGet() + ".bin");
    client.send(request(url).build(), BodyHandlers.ofFile(file));
  }

  /** Number of bodies saved. */
  long saved() {
    return saved.get();
  }

  /** Reads the body and drops it. */
  void read(String url) throws IOException, InterruptedException {
    client.send(request(url).build(), BodyHandlers.discarding());
  }

  HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return client.send(request(url).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> post(String url, String form) throws IOException, InterruptedException {
    HttpRequest post =
        request(url)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build();
    return client.send(post, BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT);
  }
}
