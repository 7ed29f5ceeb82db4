package dev.fetchery.http.view;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.fetchery.job.Item;
import java.util.List;

/**
 * An item with the last attempts at it.
 *
 * @param attemptLog oldest first
 */
public record ItemDetail(@JsonUnwrapped Item item, List<AttemptView> attemptLog) {
  public ItemDetail {
    attemptLog = List.copyOf(attemptLog);
  }
}
