package dev.fetchery.job;

/** A header field of a request or a response. */
public record Header(String name, String value) {
  /** Without the value, which may be a secret. */
  @Override
  public String toString() {
    return name;
  }
}
