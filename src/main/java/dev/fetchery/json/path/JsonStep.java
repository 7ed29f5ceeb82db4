package dev.fetchery.json.path;

import org.jspecify.annotations.Nullable;

/**
 * A step from a JSON value to one of its children.
 *
 * @param name of the member that it leads to, or null where it leads to none
 * @param index of the element that it leads to, or -1 where it leads to none
 */
public record JsonStep(@Nullable String name, int index) {

  /** Whether it leads to the member of this name. */
  public boolean leadsTo(String member) {
    return member.equals(name);
  }

  /** Whether it leads to the element at this index. */
  public boolean leadsTo(int element) {
    return element == index;
  }

  /** Of a query (RFC 9535); null where it does not lead to one child from the beginning. */
  static @Nullable JsonStep of(Selector selector) {
    if (selector instanceof Selector.Name name) {
      return new JsonStep(name.name(), -1);
    }
    return selector instanceof Selector.Index index
            && index.index() >= 0
            && index.index() <= Integer.MAX_VALUE
        ? new JsonStep(null, (int) index.index())
        : null;
  }
}
