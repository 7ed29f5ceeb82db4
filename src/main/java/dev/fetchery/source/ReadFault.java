package dev.fetchery.source;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.naming.TemplateException;
import dev.fetchery.naming.TooLongException;
import dev.fetchery.naming.ValueException;
import java.util.function.Consumer;

/** What is told of an exception that ends the reading of a source. */
public final class ReadFault {
  private ReadFault() {}

  /** The fault of the source; of what only the log can explain, the exception's name. */
  public static Fault of(Throwable cause) {
    if (cause instanceof ValueException value) {
      boolean tooLong = value instanceof TooLongException;
      return new Fault(tooLong ? ErrorCode.TOO_LARGE : ErrorCode.BAD_URL, value.why());
    }
    if (cause instanceof TemplateException) {
      return new Fault(ErrorCode.BAD_URL, String.valueOf(cause.getMessage()));
    }
    return new Fault(
        ErrorCode.BAD_RESPONSE,
        "a fault of the service itself ("
            + cause.getClass().getSimpleName()
            + "), of which its log says more");
  }

  /**
   * The same.
   *
   * @param unforeseen takes the exception where the fault does not say all there is to say
   */
  static Fault of(RuntimeException cause, Consumer<RuntimeException> unforeseen) {
    if (!(cause instanceof ValueException) && !(cause instanceof TemplateException)) {
      unforeseen.accept(cause);
    }
    return of(cause);
  }
}
