package dev.fetchery.coordinator;

import dev.fetchery.bus.Answer;
import io.vertx.core.Future;

/** Refusals that several commands share. */
final class Refusals {
  private Refusals() {}

  static Answer unknownJob(String id) {
    return new Answer.Refused(404, "there is no job " + id);
  }

  static Future<Answer> beingCancelled() {
    return Future.succeededFuture(new Answer.Refused(409, "the job is being cancelled"));
  }
}
