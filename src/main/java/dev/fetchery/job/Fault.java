package dev.fetchery.job;

import java.util.Objects;

/**
 * A named cause of failure.
 *
 * @param code what kind of failure
 * @param detail one line for a person; holds no secret
 */
public record Fault(ErrorCode code, String detail) {
  public Fault {
    Objects.requireNonNull(code);
    Objects.requireNonNull(detail);
  }
}
