package dev.fetchery.http.jobs;

import dev.fetchery.http.route.Params;
import dev.fetchery.http.route.Problem;
import dev.fetchery.store.ItemOrder;
import dev.fetchery.store.ItemSlice.Place;
import dev.fetchery.store.JobQuery;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Places in lists as text that callers hand back. Of items in the order of the source it is the
 * {@code seq} of the last one, of jobs in that of their creation the id.
 */
final class Cursors {
  private static final Pattern ITEM = Pattern.compile("(?:(\\d{1,18})\\.|(w))?(\\d{1,19})");
  private static final Pattern JOB =
      Pattern.compile("([0-9A-HJKMNP-TV-Z]{26})(?:~([A-Za-z0-9_-]*))?");

  private Cursors() {}

  static String text(ItemOrder order, Place place) {
    if (order == ItemOrder.SEQ || order == ItemOrder.SEQ_DESCENDING) {
      return Long.toString(place.seq());
    }
    if (place.value() == Place.NONE) {
      return "w" + Math.max(0, place.seq());
    }
    return place.value() + (order.byValue() ? "." + Math.max(0, place.seq()) : "");
  }

  /** The place that was given as {@code after}; the start where none was. */
  static Place item(ItemOrder order, @Nullable String text) {
    if (text == null || text.isEmpty()) {
      return Place.start(order);
    }
    Matcher matcher = ITEM.matcher(text);
    if (!matcher.matches()) {
      throw bad();
    }
    long last = Params.number(matcher.group(3));
    boolean none = matcher.group(2) != null;
    boolean bySource = order == ItemOrder.SEQ || order == ItemOrder.SEQ_DESCENDING;
    String value = matcher.group(1);
    if (bySource ? none || value != null : none ? false : order.byValue() == (value == null)) {
      throw bad();
    }
    if (bySource || none) {
      return new Place(Place.NONE, last);
    }
    return value == null ? new Place(last, -1) : new Place(Params.number(value), last);
  }

  static String text(JobQuery.Order order, JobQuery.Place place) {
    return order.byId()
        ? place.id()
        : place.id()
            + "~"
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(place.value().getBytes(StandardCharsets.UTF_8));
  }

  /** The place that was given as {@code after}, or null. */
  static JobQuery.@Nullable Place job(JobQuery.Order order, @Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    Matcher matcher = JOB.matcher(text);
    if (!matcher.matches() || order.byId() != (matcher.group(2) == null)) {
      throw bad();
    }
    String value = order.byId() ? "" : decoded(matcher.group(2));
    if (!order.byId() && !order.byText() && !value.matches("-1|\\d{1,18}")) {
      throw bad();
    }
    return new JobQuery.Place(value, matcher.group(1));
  }

  private static String decoded(String text) {
    try {
      return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw bad();
    }
  }

  private static Problem bad() {
    return Problem.badRequest("after must be what an earlier answer to the same call gave as next");
  }
}
