package dev.fetchery.http.route;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.job.Job;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;

/** The coordinator as seen from here: commands go out, answers or problems come back. */
public final class Coordinator {
  /** Long, since some commands take long and an answer given up would not undo them. */
  private static final DeliveryOptions PATIENT = new DeliveryOptions().setSendTimeout(600_000);

  private final Vertx vertx;

  public Coordinator(Vertx vertx) {
    this.vertx = vertx;
  }

  /** What was answered; a refusal fails the future with its problem. */
  public <A extends Answer> Future<A> ask(Command command, Class<A> expected) {
    return vertx
        .eventBus()
        .<Answer>request(Addresses.COMMANDS, command, PATIENT)
        .map(
            message -> {
              if (message.body() instanceof Answer.Refused refused) {
                throw problem(refused);
              }
              return expected.cast(message.body());
            });
  }

  public Future<Job> view(Command command) {
    return ask(command, Answer.JobView.class).map(Answer.JobView::job);
  }

  private static Problem problem(Answer.Refused refused) {
    Problem problem = Problem.of(refused.status(), refused.detail());
    return refused.status() == 429 || refused.status() == 503
        ? problem.with("Retry-After", "10")
        : problem;
  }
}
