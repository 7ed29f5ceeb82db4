package dev.fetchery.fetcher.s3;

/** Files cannot be saved in a bucket as they should be; the message is one line for users. */
public final class StoreRefused extends Exception {
  private static final long serialVersionUID = 1;

  StoreRefused(String message) {
    super(message);
  }
}
