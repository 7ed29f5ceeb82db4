package dev.fetchery.coordinator.port;

import dev.fetchery.context.Confined;
import java.util.concurrent.Executor;

/**
 * Says that something may be startable: looks once, after what is being handled now. Confined to
 * the coordinator's event loop.
 */
public final class Wakeup {
  private final Confined confined = new Confined();
  private final Executor loop;
  private Runnable look = () -> {};
  private boolean due;

  /**
   * @param loop runs what it is given on the coordinator's event loop, in order
   */
  public Wakeup(Executor loop) {
    this.loop = loop;
  }

  /** What is done at each wake-up. */
  public void handler(Runnable action) {
    look = action;
  }

  public void wake() {
    assert confined.here();
    if (!due) {
      due = true;
      loop.execute(this::run);
    }
  }

  private void run() {
    due = false;
    look.run();
  }
}
