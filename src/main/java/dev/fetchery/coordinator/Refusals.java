package dev.fetchery.coordinator;

import dev.fetchery.bus.Answer;

/** Refusals that several commands share. */
final class Refusals {
  private Refusals() {}

  static Answer unknownJob(String id) {
    return new Answer.Refused(404, "there is no job " + id);
  }
}
