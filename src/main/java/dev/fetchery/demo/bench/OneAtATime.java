package dev.fetchery.demo.bench;

import dev.fetchery.context.Clock;
import dev.fetchery.demo.origin.Endpoints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Measures how long a sample job takes with one request at a time. Blocks. */
public final class OneAtATime {
  /** Number of items fetched; the time for further items is extrapolated. */
  public static final int AT_MOST = 25;

  private final Clock clock;
  private final PlainClient client;
  private final String baseUrl;

  /**
   * @param dir where bodies are saved; it exists
   * @param baseUrl of the demo origin
   */
  public OneAtATime(Clock clock, Path dir, String baseUrl) {
    this.clock = clock;
    this.client = new PlainClient(dir);
    this.baseUrl = baseUrl;
  }

  /**
   * Fetches the first {@link #AT_MOST} items, and the list and metadata that they need.
   *
   * @param job name of the sample job
   * @param urls of its first items, in order
   * @param items number of all its items
   * @return milliseconds for all items, extrapolated if not all were fetched
   */
  public double measureMs(String job, List<String> urls, long items)
      throws IOException, InterruptedException {
    long start = clock.nanoTime();
    before(job, items);
    long listed = clock.nanoTime();
    List<String> sample = urls.subList(0, Math.min(urls.size(), AT_MOST));
    for (String url : sample) {
      item(job, url);
    }
    long end = clock.nanoTime();
    double scale = sample.isEmpty() ? 0 : (double) items / sample.size();
    return (listed - start + (end - listed) * scale) / 1e6;
  }

  private void before(String job, long items) throws IOException, InterruptedException {
    if (job.equals("emojis")) {
      client.get(baseUrl + "/emojis");
    } else if (job.equals("listing")) {
      for (long start = 0; start < items; start += Endpoints.MAX_PER_PAGE) {
        String form = "start=" + start + "&per_page=" + Endpoints.MAX_PER_PAGE;
        client.post(baseUrl + "/api/list_files", form);
      }
    }
  }

  private void item(String job, String url) throws IOException, InterruptedException {
    if (job.equals("flags")) {
      client.get(url.substring(0, url.lastIndexOf('/') + 1) + "metadata.json");
    }
    if (job.equals("status")) {
      client.read(url);
    } else {
      client.save(url);
    }
  }
}
