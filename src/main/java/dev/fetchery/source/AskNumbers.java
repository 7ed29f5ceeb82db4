package dev.fetchery.source;

import dev.fetchery.source.Discovery.Ask;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Numbers for the asks of several discoveries, so that they can be told apart. */
final class AskNumbers {
  private final Map<Integer, Own> asked = new HashMap<>();
  private int last;

  /**
   * @param number by which the discovery itself knows the ask
   * @param spooled whether its document has a file, which stays until it is dropped
   */
  record Own(Discovery discovery, int number, boolean spooled) {}

  /** The ask under a number that no other has. */
  Ask numbered(Discovery discovery, Ask ask) {
    int number = ++last;
    asked.put(number, new Own(discovery, ask.number(), ask.spool()));
    return ask.numbered(number);
  }

  /** Which ask was answered. */
  Optional<Own> answered(int number) {
    Own own = asked.get(number);
    if (own != null && !own.spooled()) {
      asked.remove(number);
    }
    return Optional.ofNullable(own);
  }

  /** Adds to {@code drops} what the discovery calls {@code number}. */
  void drop(Discovery discovery, int number, List<Integer> drops) {
    drop(own -> own.discovery() == discovery && own.number() == number, drops);
  }

  /** Adds to {@code drops} all that the discovery waits for, or has a file of. */
  void forget(Discovery discovery, List<Integer> drops) {
    drop(own -> own.discovery() == discovery, drops);
  }

  private void drop(Predicate<Own> which, List<Integer> drops) {
    asked
        .entrySet()
        .removeIf(
            one -> {
              boolean dropped = which.test(one.getValue());
              if (dropped) {
                drops.add(one.getKey());
              }
              return dropped;
            });
  }
}
