package dev.fetchery.fetcher;

import static dev.fetchery.testing.Urls.get;

import com.sun.management.OperatingSystemMXBean;
import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.BusMessage;
import dev.fetchery.bus.Demands;
import dev.fetchery.bus.FetcherMessage.Assignment;
import dev.fetchery.bus.FetcherMessage.Hello;
import dev.fetchery.bus.FetcherMessage.Report;
import dev.fetchery.bus.FetcherMessage.Result;
import dev.fetchery.bus.FetcherMessage.Welcome;
import dev.fetchery.bus.FetcheryCodec;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.job.AddressKind;
import dev.fetchery.job.Expect;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.job.Timeouts;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.net.NetServerOptions;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Measures fetchers without a coordinator or a store: small files from loopback, tasks from a stub.
 * Arguments: files, bytes of each, requests at once, rounds, directory, and optionally the port of
 * an origin to use instead of its own.
 *
 * <p>{@code mvn -B -Pjmh test-compile exec:exec -Djmh.main=dev.fetchery.fetcher.FetcherSpeed
 * -Djmh.args="100000 5120 64 5 /tmp"}
 */
public final class FetcherSpeed {
  private final Vertx vertx;
  private final int files;
  private final String url;
  private final Map<String, Integer> free = new HashMap<>();
  private String dir = "";
  private int next;
  private int done;
  private int bad;
  private CountDownLatch latch;
  private long ids;

  private FetcherSpeed(Vertx vertx, int files, String url) {
    this.vertx = vertx;
    this.files = files;
    this.url = url;
    this.next = files;
  }

  public static void main(String[] arguments) throws Exception {
    int files = Integer.parseInt(arguments[0]);
    int size = Integer.parseInt(arguments[1]);
    int atOnce = Integer.parseInt(arguments[2]);
    int rounds = Integer.parseInt(arguments[3]);
    Path downloads = Files.createTempDirectory(Path.of(arguments[4]), "speed");
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    FetcheryCodec.register(vertx.eventBus());
    int loops = 2;
    int port = arguments.length > 5 ? Integer.parseInt(arguments[5]) : serve(vertx, size);
    FetcherSpeed speed = new FetcherSpeed(vertx, files, "http://127.0.0.1:" + port + "/f/");
    vertx.eventBus().<BusMessage>consumer(Addresses.COORDINATOR, speed::received);
    vertx.eventBus().<BusMessage>consumer("reports", speed::received);
    FetcherOptions options =
        FetcherOptions.of(downloads, atOnce / loops, "speed", EnumSet.allOf(AddressKind.class));
    vertx
        .deployVerticle(
            () -> new FetcherVerticle(options), new DeploymentOptions().setInstances(loops))
        .await(60, TimeUnit.SECONDS);
    TimeUnit.MILLISECONDS.sleep(600);
    for (int round = 0; round < rounds; round++) {
      speed.round(round);
    }
    vertx.close().await(60, TimeUnit.SECONDS);
    System.exit(0);
  }

  private static int serve(Vertx vertx, int size) throws Exception {
    Buffer answer =
        Buffer.buffer(
                "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: "
                    + size
                    + "\r\n\r\n")
            .appendBytes(new byte[size]);
    return vertx
        .createNetServer(new NetServerOptions().setAcceptBacklog(4096))
        .connectHandler(socket -> socket.handler(bytes -> socket.write(answer)))
        .listen(0, "127.0.0.1")
        .await(60, TimeUnit.SECONDS)
        .actualPort();
  }

  private void round(int round) throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    long cpu = cpu();
    long start = System.nanoTime();
    vertx.runOnContext(
        v -> {
          synchronized (this) {
            dir = "r" + round;
            latch = over;
            next = 0;
            done = 0;
          }
        });
    over.await();
    double seconds = (System.nanoTime() - start) * 1e-9;
    System.out.printf(
        "round %d: %.0f files/s, %.2f CPU s, bad %d%n",
        round, files / seconds, (cpu() - cpu) * 1e-9, bad);
  }

  private static long cpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private synchronized void received(Message<BusMessage> message) {
    if (message.body() instanceof Hello hello) {
      Welcome welcome = new Welcome(1, 1, "reports", 10_000, 1000, 50, 2);
      free.put(hello.fetcher(), hello.capacity());
      message.reply(welcome);
    } else if (message.body() instanceof Report report) {
      List<Long> settled = new ArrayList<>();
      for (Result result : report.results()) {
        done++;
        bad += result.outcome() instanceof Outcome.Saved ? 0 : 1;
        if (bad == 1 && !(result.outcome() instanceof Outcome.Saved)) {
          System.out.println(result);
        }
        settled.add(result.task());
      }
      List<Task> tasks = new ArrayList<>();
      int free = this.free.merge(report.fetcher(), settled.size(), Integer::sum);
      for (int i = 0; i < free && next < files; i++, next++) {
        tasks.add(task());
      }
      this.free.merge(report.fetcher(), -tasks.size(), Integer::sum);
      Assignment answer =
          new Assignment(report.number(), tasks, List.of(), List.of(), settled, Map.of(), Map.of());
      if (tasks.isEmpty() && settled.isEmpty()) {
        vertx.setTimer(10, timer -> message.reply(answer));
      } else {
        message.reply(answer);
      }
      if (done == files && latch != null) {
        latch.countDown();
      }
    }
  }

  private Task task() {
    long id = ++ids;
    HttpRequest request = get(url + next, new Timeouts(10_000, 30_000, 0, 0));
    Sink sink =
        new Sink.ToFile(
            dir + "/" + next + ".png", dir + "/.fetchery-job-" + next + ".part", false, null, 1);
    return new Task(id, "job", next, request, sink, Expect.ANY, Demands.NONE);
  }
}
