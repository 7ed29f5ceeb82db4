package dev.fetchery.store;

import dev.fetchery.job.JobState;
import dev.fetchery.naming.SafeName;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs are listed, and how.
 *
 * @param states jobs in these states; empty for any
 * @param text part of name or id, of any case; null for any
 */
public record JobQuery(Set<JobState> states, @Nullable String text, Order order) {
  public static final JobQuery NEWEST = new JobQuery(Set.of(), null, Order.CREATED_DESCENDING);

  public JobQuery {
    states = Set.copyOf(states);
  }

  /** Of jobs alike the newest comes first; what has no value comes as if it were the least. */
  public enum Order {
    CREATED_DESCENDING("-createdAt", "j.id", true),
    CREATED("createdAt", "j.id", false),
    NAME("name", "coalesce(j.name_key, '')", false),
    FINISHED_DESCENDING("-finishedAt", "coalesce(j.finished_ms, -1)", true),
    BYTES_DESCENDING("-bytes", "j.bytes", true);

    private final String wire;
    private final String key;
    private final boolean descending;

    Order(String wire, String key, boolean descending) {
      this.wire = wire;
      this.key = key;
      this.descending = descending;
    }

    public String wire() {
      return wire;
    }

    /** Whether a {@link Place} holds text, number, or the id alone. */
    public boolean byId() {
      return this == CREATED || this == CREATED_DESCENDING;
    }

    public boolean byText() {
      return this == NAME;
    }

    /** Where a job is in the list. */
    public Place placeOf(JobRow row) {
      String value =
          switch (this) {
            case CREATED, CREATED_DESCENDING -> "";
            case NAME -> row.name() == null ? "" : SafeName.key(row.name());
            case FINISHED_DESCENDING ->
                row.finishedAt() == null ? "-1" : Long.toString(row.finishedAt().toEpochMilli());
            case BYTES_DESCENDING -> Long.toString(row.counters().bytes());
          };
      return new Place(value, row.id());
    }

    String key() {
      return key;
    }

    boolean descending() {
      return descending;
    }
  }

  /**
   * The place of a job in the list.
   *
   * @param value by which it is sorted, a number or text; empty where that is the id
   */
  public record Place(String value, String id) {}
}
