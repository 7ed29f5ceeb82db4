package dev.fetchery.json;

/** JSON pointers as text (RFC 6901). */
public final class Pointers {
  private Pointers() {}

  /**
   * The pointer to a member of what the parent points to (RFC 6901, section 3).
   *
   * @param parent a pointer; empty for the whole document
   */
  public static String child(String parent, String name) {
    String escaped = name;
    if (name.indexOf('~') >= 0 || name.indexOf('/') >= 0) {
      escaped = name.replace("~", "~0").replace("/", "~1");
    }
    return parent + "/" + escaped;
  }

  /** The pointer to an element of the array that the parent points to. */
  public static String child(String parent, int index) {
    return parent + "/" + index;
  }
}
