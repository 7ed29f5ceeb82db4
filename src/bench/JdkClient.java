import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What a Java program without Fetchery would do: the platform's client, a thread for each request,
 * virtual ones where the JVM has them, and each body written to its name. {@code JdkClient LIST OUT
 * AT_ONCE}.
 */
public final class JdkClient {
  public static void main(String[] args) throws Exception {
    List<String> urls = Files.readAllLines(Path.of(args[0]));
    Path out = Path.of(args[1]);
    Semaphore atOnce = new Semaphore(Integer.parseInt(args[2]));
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    ExecutorService threads = threads();
    for (String url : urls) {
      atOnce.acquire();
      threads.execute(
          () -> {
            try {
              Path file = out.resolve(url.substring(url.lastIndexOf('/') + 1));
              client.send(
                  HttpRequest.newBuilder(URI.create(url)).build(),
                  HttpResponse.BodyHandlers.ofFile(file));
            } catch (Exception e) {
              System.exit(1);
            } finally {
              atOnce.release();
            }
          });
    }
    threads.shutdown();
    threads.awaitTermination(1, TimeUnit.HOURS);
    System.exit(0);
  }

  private static ExecutorService threads() throws ReflectiveOperationException {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (NoSuchMethodException e) {
      return Executors.newCachedThreadPool();
    }
  }
}
