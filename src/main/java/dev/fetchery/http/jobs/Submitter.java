package dev.fetchery.http.jobs;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorClient;
import dev.fetchery.http.route.Responses;
import dev.fetchery.job.JobDocument;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Hands a job that was read to the coordinator, which makes it or plans it, and tells the caller.
 */
final class Submitter {
  private final CoordinatorClient coordinator;

  Submitter(CoordinatorClient coordinator) {
    this.coordinator = coordinator;
  }

  /**
   * Makes the job, or plans it.
   *
   * @param key under which a repeated post gets this job, or null
   * @param fingerprint of what was posted, which identifies its content unless a header does
   */
  Future<Answer> submit(
      RoutingContext context,
      JobDocument document,
      @Nullable String key,
      String fingerprint,
      boolean dryRun) {
    return dryRun
        ? plan(context, document)
        : coordinator.ask(
            new Command.Submit(
                document, key, Objects.requireNonNullElse(SubmitHeaders.run(context), fingerprint)),
            Answer.class);
  }

  /** A plan that its caller does not wait for any more is given up. */
  private Future<Answer> plan(RoutingContext context, JobDocument document) {
    String call = UUID.randomUUID().toString();
    Future<Answer> answer = coordinator.ask(new Command.DryRun(document, call), Answer.class);
    context.addEndHandler(
        ended -> {
          if (!answer.isComplete() || answer.failed()) {
            coordinator.ask(new Command.EndDryRun(call), Answer.Done.class);
          }
        });
    return answer;
  }

  /** Answers with the plan, or with the job and its address. */
  static Future<Void> reply(RoutingContext context, Answer answer) {
    if (answer instanceof Answer.Planned plan) {
      return Responses.largeJson(context, 200, plan);
    }
    Answer.Submitted submitted = (Answer.Submitted) answer;
    String address = "/api/v1/jobs/" + submitted.job().id();
    context.response().putHeader("Location", address);
    return Responses.json(context, submitted.existed() ? 200 : 201, submitted.job());
  }
}
