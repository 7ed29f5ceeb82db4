package dev.fetchery.demo.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * The bench's work with the JDK alone. Only a page says whether another follows, so pages are read
 * one after the other; downloads of a page begin as soon as it is read.
 */
public final class PlainContenders {
  private PlainContenders() {}

  /** One request after the other. */
  public static Contender oneAtATime(BenchWork work) {
    return contender(
        "one at a time",
        dir -> {
          PlainClient client = new PlainClient(dir);
          for (int start = 0, page = 0; page < work.pages(); page++) {
            List<String> urls = list(client, work, start);
            for (String url : urls) {
              client.save(url);
            }
            start += urls.size();
          }
          return client.saved();
        });
  }

  /** One thread for each file, at most 64. */
  public static Contender threadPool(BenchWork work) {
    int threads = Math.max(1, Math.min(64, work.files()));
    return contender(
        "pool of " + threads + " threads",
        dir -> inThreads(work, dir, () -> Executors.newFixedThreadPool(threads)));
  }

  /** One virtual thread for each file; empty before Java 21. */
  public static Optional<Contender> virtualThreads(BenchWork work) {
    return virtualExecutor()
        .map(executor -> contender("virtual threads", dir -> inThreads(work, dir, executor)));
  }

  private static long inThreads(BenchWork work, Path dir, Supplier<ExecutorService> threads)
      throws Exception {
    PlainClient client = new PlainClient(dir);
    ExecutorService executor = threads.get();
    try {
      List<Future<?>> downloads = new ArrayList<>();
      for (int start = 0, page = 0; page < work.pages(); page++) {
        List<String> urls = list(client, work, start);
        for (String url : urls) {
          downloads.add(
              executor.submit(
                  () -> {
                    client.save(url);
                    return null;
                  }));
        }
        start += urls.size();
      }
      for (Future<?> download : downloads) {
        download.get();
      }
      return client.saved();
    } finally {
      executor.shutdownNow();
    }
  }

  private static List<String> list(PlainClient client, BenchWork work, int start)
      throws IOException, InterruptedException {
    HttpResponse<String> page = client.get(work.pageUrl(start));
    return new JsonObject(page.body())
        .getJsonArray("urls").stream().map(path -> work.baseUrl() + path).toList();
  }

  /** By reflection, since the oldest supported Java lacks virtual threads. */
  private static Optional<Supplier<ExecutorService>> virtualExecutor() {
    try {
      var factory = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
      return Optional.of(
          () -> {
            try {
              return (ExecutorService) factory.invoke(null);
            } catch (IllegalAccessException | InvocationTargetException e) {
              throw new IllegalStateException(e);
            }
          });
    } catch (NoSuchMethodException e) {
      return Optional.empty();
    }
  }

  private interface Run {
    long in(Path dir) throws Exception;
  }

  private static Contender contender(String name, Run run) {
    return new Contender() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public long run(Path dir) throws Exception {
        return run.in(dir);
      }
    };
  }
}
