package dev.fetchery.spec;

import dev.fetchery.job.Source.Manifest.Format;
import dev.fetchery.job.Source.Manifest.Reading;
import dev.fetchery.job.UrlEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks a posted list while its bytes pass on their way to disk; holds one line at a time. For one
 * thread at a time.
 */
public final class ManifestCheck {
  /** Bad lines reported at most. */
  public static final int MAX_FAULTS = 100;

  private static final int MAX_FIELDS = 1000;

  /**
   * A bad line.
   *
   * @param line from 1, a CSV's header included
   * @param detail what is wrong with it
   */
  public record LineFault(long line, String detail) {}

  /** Outcome of a check. */
  public sealed interface Result {}

  /**
   * The list is good.
   *
   * @param items how many it lists
   * @param fields names that at least one of its lines brings as a variable, or null where there
   *     are more than can be listed
   */
  public record Good(long items, @Nullable Set<String> fields) implements Result {
    public Good {
      fields = fields == null ? null : Set.copyOf(fields);
    }
  }

  /**
   * The list is bad.
   *
   * @param faults the first bad lines, at least one
   */
  public record Faulty(List<LineFault> faults) implements Result {
    public Faulty {
      faults = List.copyOf(faults);
    }
  }

  private final long maxItems;
  private final Reading reading;
  private final ManifestRecords records;
  private final ManifestRows rows;
  private final List<LineFault> faults = new ArrayList<>();
  private final Set<String> fields = new HashSet<>();
  private long items;

  /**
   * @param maxItems items a job may have
   */
  public ManifestCheck(Format format, long maxItems) {
    this(format, Reading.PLAIN, maxItems);
  }

  /**
   * @param reading what else is said of how the list is read
   * @param maxItems items a job may have
   */
  public ManifestCheck(Format format, Reading reading, long maxItems) {
    this.maxItems = maxItems;
    this.reading = reading;
    this.records = new ManifestRecords(format, 0);
    this.rows = new ManifestRows(format, reading);
  }

  /**
   * Names of variables that a line may bring, as far as is known by now; null where it may be any.
   */
  public @Nullable Set<String> possibleFields() {
    return rows.possibleFields();
  }

  /** Takes the next bytes; false once there are so many faults that reading may stop. */
  public boolean feed(ByteBuffer bytes) {
    records.feed(bytes, this::check);
    return faults.size() < MAX_FAULTS;
  }

  /** The result, after the last bytes. */
  public Result finish() {
    records.finish(this::check);
    if (faults.isEmpty() && items == 0) {
      faults.add(new LineFault(1, "the list holds no URL"));
    }
    return faults.isEmpty()
        ? new Good(items, fields.size() > MAX_FIELDS ? null : fields)
        : new Faulty(faults);
  }

  private void check(ManifestRecords.Line record) {
    if (faults.size() >= MAX_FAULTS) {
      return;
    }
    ManifestRows.Row row = rows.read(record);
    if (row instanceof ManifestRows.Bad bad) {
      if (reading.failsBadLines() && !rows.hasBadHeader()) {
        count(record.number());
      } else {
        faults.add(new LineFault(record.number() + bad.below(), bad.detail()));
      }
    } else if (row instanceof ManifestRows.Entry found) {
      count(found.entry(), record.number());
    }
  }

  private void count(long line) {
    items++;
    if (items == maxItems + 1) {
      faults.add(new LineFault(line, "a job has at most " + maxItems + " items"));
    }
  }

  private void count(UrlEntry entry, long line) {
    count(line);
    if (fields.size() <= MAX_FIELDS) {
      fields.addAll(entry.fields().keySet());
      if (entry.key() != null) {
        fields.add("key");
      }
    }
  }
}
