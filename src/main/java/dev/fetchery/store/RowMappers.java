package dev.fetchery.store;

import dev.fetchery.job.Completion;
import dev.fetchery.job.Counters;
import dev.fetchery.job.Draft;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Item;
import dev.fetchery.job.Part;
import dev.fetchery.job.PendingItem;
import dev.fetchery.job.Validators;
import dev.fetchery.store.JobReads.SavedFile;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Select lists and the records that their rows become. */
final class RowMappers {
  static final String JOB =
      """
      SELECT j.id, j.name, j.directory, j.state, j.cancelling, j.error_code, j.error_detail,
        j.created_ms, j.started_ms, j.finished_ms, j.elapsed_ms, s.spec, s.shown_spec,
        j.discovered, j.done, j.skipped, j.not_found, j.failed, j.cancelled, j.bytes, j.retries,
        j.position, j.discovery_done, j.expected, j.last_completion, j.hidden
      FROM jobs j JOIN specs s ON s.job = j.num
      """;

  /** The same with an empty specification: those of all open jobs may be gigabytes. */
  static final String JOB_WITHOUT_SPEC = JOB.replace("s.spec,", "'',");

  /** What is shown of an item: {@code i}, its completion {@code c} and attempts {@code a}. */
  static final String ITEM_COLUMNS =
      """
      SELECT i.id, i.key, i.url, i.file, i.state, coalesce(c.attempts, a.count), c.bytes,
        c.status, c.content_type, c.content_encoding, c.final_url, c.size, c.sha256, c.integrity,
        c.duration_ms, c.finished_ms, c.error_code, c.error_detail, c.node
      """;

  /** An item as it is now. */
  static final String ITEM =
      ITEM_COLUMNS
          + """
          FROM items i
            LEFT JOIN completions c ON c.id = (i.id >> 36 << 36 | i.completion)
            LEFT JOIN attempts a ON a.id = i.id
          """;

  /** An item as it was when it ended. */
  static final String COMPLETION =
      """
      SELECT c.id, i.id, i.key, i.url, nullif(coalesce(c.file, i.file), ''), c.state, c.attempts,
        c.bytes, c.status, c.content_type, c.content_encoding, c.final_url, c.size, c.sha256,
        c.integrity, c.duration_ms, c.finished_ms, c.error_code, c.error_detail, c.node
      FROM completions c JOIN items i ON i.id = (c.id >> 36 << 36 | c.seq)
      """;

  /** An item that waits, without the tables, which the caller joins. */
  static final String PENDING =
      """
      SELECT i.id, i.key, i.url, h.name, i.attributes, i.file, i.same_as, a.count, a.not_before_ms,
        a.mirror, a.mirror_sent, a.mirror_absent,
        a.part_path, a.part_url, a.part_etag, a.part_last_modified, a.part_total,
        a.part_boot
      """;

  /** A job's number, by its id. */
  static final String NUM = "SELECT num FROM jobs WHERE id = ?";

  private RowMappers() {}

  static JobRow job(Row row) throws SQLException {
    return new JobRow(
        new JobRow.Identity(row.text(), row.textOrNull(), row.text()),
        new JobRow.Status(
            Codes.constant(Codes.JOB_STATES, (int) row.number()), row.flag(), fault(row)),
        new JobRow.Times(row.instant(), row.instantOrNull(), row.instantOrNull(), row.number()),
        new JobRow.Spec(row.text(), row.text()),
        new Counters(
            row.number(),
            row.number(),
            row.number(),
            row.number(),
            row.number(),
            row.number(),
            row.number(),
            row.number()),
        new JobRow.Discovery(row.textOrNull(), row.flag(), row.numberOrNull()),
        row.number(),
        row.flag());
  }

  static Item item(Row row) throws SQLException {
    return new Item(
        RowIds.own(row.number()),
        row.textOrNull(),
        row.text(),
        row.textOrNull(),
        Codes.constant(Codes.ITEM_STATES, (int) row.number()),
        (int) row.number(),
        row.number(),
        new Item.Head(row.intOrNull(), row.textOrNull(), row.textOrNull(), row.textOrNull()),
        new Item.Content(
            row.numberOrNull(),
            hexOrNull(row),
            Codes.constantOrNull(Codes.INTEGRITIES, row.intOrNull())),
        new Item.End(row.numberOrNull(), row.instantOrNull(), fault(row), row.textOrNull()),
        null);
  }

  static Completion completion(Row row) throws SQLException {
    return new Completion(RowIds.own(row.number()), item(row));
  }

  static PendingItem pending(Row row) throws SQLException {
    long seq = RowIds.own(row.number());
    String key = row.textOrNull();
    String url = row.text();
    String host = Objects.requireNonNullElse(row.textOrNull(), "");
    ItemAttributes attributes = ItemAttributes.decode(row.textOrNull());
    String file = row.textOrNull();
    Long sameAs = row.numberOrNull();
    Draft draft =
        new Draft(key, url, attributes.fields(), attributes.headers(), attributes.terms(), null);
    int sent = (int) row.number();
    long notBeforeMs = row.number();
    PendingItem.AtMirror mirror = mirrorOrNull(row);
    PendingItem.Attempts tried =
        new PendingItem.Attempts(sent, notBeforeMs, partOrNull(row), mirror);
    return new PendingItem(seq, draft, host, file, tried, sameAs);
  }

  static Part part(Row row) throws SQLException {
    return part(row.text(), row);
  }

  private static @Nullable Part partOrNull(Row row) throws SQLException {
    String path = row.textOrNull();
    return path == null ? null : part(path, row);
  }

  private static PendingItem.@Nullable AtMirror mirrorOrNull(Row row) throws SQLException {
    int number = (int) row.number();
    int sentBefore = (int) row.number();
    boolean absent = row.flag();
    return number == 0 ? null : new PendingItem.AtMirror(number, sentBefore, absent);
  }

  private static Part part(String path, Row row) throws SQLException {
    return new Part(
        path, row.text(), row.textOrNull(), row.textOrNull(), row.number(), row.textOrNull());
  }

  private static @Nullable Fault fault(Row row) throws SQLException {
    Integer code = row.intOrNull();
    String detail = row.textOrNull();
    return code == null || detail == null
        ? null
        : new Fault(Codes.constant(Codes.ERRORS, code), detail);
  }

  static SavedFile savedFile(Row row) throws SQLException {
    return new SavedFile(
        row.text(),
        row.text(),
        row.number(),
        hexOrNull(row),
        row.numberOrNull(),
        new Validators(row.textOrNull(), row.textOrNull(), row.textOrNull()));
  }

  /** That of an item, whose attributes follow: what came by another request has no validators. */
  static SavedFile savedByItem(Row row) throws SQLException {
    SavedFile saved = savedFile(row);
    return ItemAttributes.decode(row.textOrNull()).terms().order().whole()
        ? saved
        : saved.withoutValidators();
  }

  /** A digest in lower-case hex. */
  static @Nullable String hexOrNull(Row row) throws SQLException {
    byte[] digest = row.bytesOrNull();
    return digest == null ? null : HexFormat.of().formatHex(digest);
  }

  static byte @Nullable [] bytes(@Nullable String hex) {
    return hex == null ? null : HexFormat.of().parseHex(hex);
  }
}
