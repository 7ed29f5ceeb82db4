package dev.fetchery.crash;

import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Follows the feeds of each service of a process from the moment when it listens. */
final class Followers implements AutoCloseable {
  private static final long PATIENCE_MS = 60_000;

  private final ServiceProcess process;
  private final HttpClient client;
  private final boolean commanded;
  private final List<Thread> threads = new ArrayList<>();
  private int listening;

  /**
   * @param commanded whether jobs are paused and cancelled meanwhile
   */
  Followers(ServiceProcess process, HttpClient client, boolean commanded) {
    this.process = process;
    this.client = client;
    this.commanded = commanded;
  }

  void follow(KilledService service) {
    Thread thread = new Thread(() -> await(service), "follow-" + service.dir().getFileName());
    thread.setDaemon(true);
    thread.start();
    threads.add(thread);
  }

  private void await(KilledService service) {
    try {
      String address = process.address(service.dir());
      service.follow(new Api(address, client, null), commanded);
      listens();
    } catch (InterruptedException e) {
      // killed before it listened
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void listens() {
    listening++;
    notifyAll();
  }

  /** How many services were seen to listen. */
  synchronized int listening() {
    return listening;
  }

  synchronized void awaitListening(int services) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
    while (listening < services) {
      long leftMs = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      if (leftMs <= 0) {
        throw new AssertionError(listening + " services listen, not " + services);
      }
      wait(leftMs);
    }
  }

  /** Waits for no further one. */
  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
