package dev.fetchery.store;

/** The store could not do what was asked; the message is one line for a person. */
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  public StoreException(String message) {
    super(message);
  }

  /** The idempotency key belongs to another body. */
  public static final class KeyReused extends StoreException {
    private static final long serialVersionUID = 1;

    public KeyReused() {
      super("this Idempotency-Key was used for a different request");
    }
  }

  /** As many jobs are open as are allowed. */
  public static final class TooManyOpen extends StoreException {
    private static final long serialVersionUID = 1;

    public TooManyOpen(int maxOpen) {
      super("there are " + maxOpen + " open jobs, as many as are allowed");
    }
  }

  /** The store has been closed, as it is when the service stops. */
  public static final class Closed extends StoreException {
    private static final long serialVersionUID = 1;

    public Closed() {
      super("the store is closed");
    }
  }

  /** The database is damaged, of a newer version, or in use: nothing was touched. */
  public static final class Unusable extends StoreException {
    private static final long serialVersionUID = 1;

    public Unusable(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
