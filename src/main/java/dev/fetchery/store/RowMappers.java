package dev.fetchery.store;

import dev.fetchery.job.Completion;
import dev.fetchery.job.Counters;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Item;
import dev.fetchery.job.Part;
import dev.fetchery.job.PendingItem;
import java.sql.SQLException;
import java.util.HexFormat;

/** Select lists and the records that their rows become. */
final class RowMappers {
  static final String JOB =
      """
      SELECT j.id, j.name, j.state, j.created_ms, j.started_ms, j.finished_ms,
        j.error_code, j.error_detail, s.spec, s.shown_spec,
        j.discovered, j.done, j.skipped, j.not_found, j.failed, j.cancelled, j.bytes, j.retries,
        j.position, j.discovery_done, j.last_completion, j.elapsed_ms, j.cancelling, j.hidden
      FROM jobs j JOIN specs s ON s.job = j.num
      """;

  /** An item as it is now. */
  static final String ITEM =
      """
      SELECT i.id, i.key, i.url, i.file, i.state, coalesce(c.attempts, a.count), c.status,
        c.bytes, c.size, c.sha256, c.integrity, c.content_type, c.duration_ms, c.finished_ms,
        c.error_code, c.error_detail
      FROM items i
        LEFT JOIN completions c ON c.id = (i.id >> 36 << 36 | i.completion)
        LEFT JOIN attempts a ON a.id = i.id
      """;

  /** An item as it was when it ended. */
  static final String COMPLETION =
      """
      SELECT c.id, i.id, i.key, i.url, nullif(coalesce(c.file, i.file), ''), c.state, c.attempts,
        c.status, c.bytes, c.size, c.sha256, c.integrity, c.content_type, c.duration_ms,
        c.finished_ms, c.error_code, c.error_detail
      FROM completions c JOIN items i ON i.id = (c.id >> 36 << 36 | c.seq)
      """;

  static final String WORK_COLUMNS =
      """
      SELECT i.id, i.key, i.url, h.name, i.attributes, i.sha256, i.file, a.count, a.not_before_ms,
        a.part_path, a.part_url, a.part_etag, a.part_last_modified, a.part_total,
        a.part_boot
      """;

  /** A job's number, by its id. */
  static final String NUM = "SELECT num FROM jobs WHERE id = ?";

  private RowMappers() {}

  static JobRow job(Row row) throws SQLException {
    return new JobRow(
        row.text(),
        row.text(),
        Codes.constant(Codes.JOB_STATES, row.intOrNull()),
        row.instant(),
        row.instant(),
        row.instant(),
        fault(row),
        row.text(),
        row.text(),
        new Counters(
            row.number(),
            row.number(),
            row.number(),
            row.number(),
            row.number(),
            row.number(),
            row.number(),
            row.number()),
        row.text(),
        row.flag(),
        row.number(),
        row.number(),
        row.flag(),
        row.flag());
  }

  static Item item(Row row) throws SQLException {
    return new Item(
        RowIds.own(row.number()),
        row.text(),
        row.text(),
        row.text(),
        Codes.constant(Codes.ITEM_STATES, row.intOrNull()),
        (int) row.number(),
        row.intOrNull(),
        row.number(),
        row.numberOrNull(),
        hex(row.bytes()),
        Codes.constant(Codes.INTEGRITIES, row.intOrNull()),
        row.text(),
        row.numberOrNull(),
        row.instant(),
        fault(row));
  }

  static Completion completion(Row row) throws SQLException {
    return new Completion(RowIds.own(row.number()), item(row));
  }

  static PendingItem work(Row row) throws SQLException {
    long seq = RowIds.own(row.number());
    String key = row.text();
    String url = row.text();
    String host = row.text();
    ItemAttributes extras = ItemAttributes.decode(row.bytes());
    return new PendingItem(
        seq,
        key,
        url,
        host,
        extras.fields(),
        extras.headers(),
        hex(row.bytes()),
        row.text(),
        (int) row.number(),
        row.number(),
        part(row));
  }

  static Part part(Row row) throws SQLException {
    String path = row.text();
    return path == null
        ? null
        : new Part(path, row.text(), row.text(), row.text(), row.number(), row.text());
  }

  private static Fault fault(Row row) throws SQLException {
    ErrorCode code = Codes.constant(Codes.ERRORS, row.intOrNull());
    String detail = row.text();
    return code == null ? null : new Fault(code, detail);
  }

  static String hex(byte[] digest) {
    return digest == null ? null : HexFormat.of().formatHex(digest);
  }

  static byte[] bytes(String hex) {
    return hex == null ? null : HexFormat.of().parseHex(hex);
  }
}
