package dev.fetchery.context;

/** What happened first, of a failure that others were made of. */
public final class RootCause {
  private RootCause() {}

  /** The innermost cause, or the failure itself. */
  public static Throwable of(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** The first line of what it says, or its name where it says nothing. */
  public static String line(Throwable failure) {
    Throwable cause = of(failure);
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
