package dev.fetchery.job;

import java.util.regex.Pattern;

/** What the nodes of the service may be called. It is part of URLs, of labels and of file names. */
public final class NodeName {
  /** Most characters of a name. */
  public static final int MOST_CHARS = 100;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final Pattern NOT_IN_NAMES = Pattern.compile("[^A-Za-z0-9._-]+");

  private NodeName() {}

  /** Whether a node may be called that: letters, digits, dots, dashes and underscores. */
  public static boolean isValid(String text) {
    return text.length() <= MOST_CHARS && NAME.matcher(text).matches();
  }

  /**
   * A name as near to this as may be.
   *
   * @param or where nothing of it can be used
   */
  public static String near(String text, String or) {
    String plain = NOT_IN_NAMES.matcher(text).replaceAll("-").replaceFirst("^[._-]+", "");
    return plain.isEmpty() ? or : plain.substring(0, Math.min(plain.length(), MOST_CHARS));
  }
}
