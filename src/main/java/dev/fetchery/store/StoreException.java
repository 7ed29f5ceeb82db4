package dev.fetchery.store;

import org.jspecify.annotations.Nullable;

/** An operation of the store failed; the message is one line for a person. */
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  public StoreException(String message) {
    super(message);
  }

  /** The idempotency key was used with another body. */
  public static final class KeyReused extends StoreException {
    private static final long serialVersionUID = 1;

    public KeyReused() {
      super("this Idempotency-Key was used for a different request");
    }
  }

  /** As many jobs as allowed are open. */
  public static final class TooManyOpen extends StoreException {
    private static final long serialVersionUID = 1;

    public TooManyOpen(int maxOpen) {
      super("there are " + maxOpen + " open jobs, as many as are allowed");
    }
  }

  /** The store is closed, because the service stops. */
  public static final class Closed extends StoreException {
    private static final long serialVersionUID = 1;

    public Closed() {
      super("the store is closed");
    }
  }

  /** The database is damaged, of another version, or in use; it is left as it is. */
  public static final class Unusable extends StoreException {
    private static final long serialVersionUID = 1;

    public Unusable(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
