package dev.fetchery.bus;

import dev.fetchery.job.Job;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.concurrent.TimeUnit;

/** Sends commands to the coordinator over the event bus. Safe for use by many threads. */
public final class CoordinatorClient {
  /** Long, since some commands take long, and giving up on an answer would not undo them. */
  private static final long TIMEOUT_MS = 600_000;

  /** Of what reads every file of a job, or every page of its listing, however many there are. */
  private static final long MOST_MS = TimeUnit.DAYS.toMillis(7);

  private final Vertx vertx;

  public CoordinatorClient(Vertx vertx) {
    this.vertx = vertx;
  }

  /** The coordinator refused a command. */
  public static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;

    RefusedException(Answer.Refused refused) {
      super(refused.detail(), null, false, false);
      this.status = refused.status();
    }

    /** The HTTP status that fits; see {@link Answer.Refused#status}. */
    public int status() {
      return status;
    }
  }

  /** Whether a command takes as long as its job is large. */
  static boolean takesLong(Command command) {
    return command instanceof Command.DryRun
        || command instanceof Command.Verify
        || command instanceof Command.Delete;
  }

  /**
   * Asks and waits up to ten minutes, or a week for what {@link #takesLong}; a refusal fails with
   * {@link RefusedException}.
   */
  public <A extends Answer> Future<A> ask(Command command, Class<A> expected) {
    return ask(command, expected, TIMEOUT_MS);
  }

  /**
   * As {@link #ask(Command, Class)}, with a time limit in milliseconds in place of the ten minutes.
   */
  public <A extends Answer> Future<A> ask(Command command, Class<A> expected, long timeoutMs) {
    long limitMs = takesLong(command) ? MOST_MS : timeoutMs;
    DeliveryOptions how = new DeliveryOptions().setSendTimeout(limitMs).setLocalOnly(true);
    return BusRequests.ask(vertx.eventBus(), Addresses.COMMANDS, command, Answer.class, how)
        .map(
            answer -> {
              if (answer instanceof Answer.Refused refused) {
                throw new RefusedException(refused);
              }
              return expected.cast(answer);
            });
  }

  /** Asks for something that is answered by the job as it then is. */
  public Future<Job> askForJob(Command command) {
    return ask(command, Answer.JobView.class).map(Answer.JobView::job);
  }
}
