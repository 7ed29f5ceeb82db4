package dev.fetchery.source;

import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Order;
import dev.fetchery.job.Terms;
import dev.fetchery.job.UrlEntry;
import dev.fetchery.spec.BadChecksumException;
import dev.fetchery.spec.ChecksumText;
import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.WebUrl;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes items as they are discovered. */
final class DraftFactory {
  private static final int MAX_SHOWN_CHARS = 2048;

  private DraftFactory() {}

  static Draft of(UrlEntry entry) {
    return of(entry.key(), entry.url(), entry.fields(), entry.headers(), entry.terms());
  }

  static Draft of(@Nullable String key, String url, Map<String, String> fields) {
    return of(key, url, fields, Map.of(), Terms.NONE);
  }

  private static Draft of(
      @Nullable String key,
      String url,
      Map<String, String> fields,
      Map<String, String> headers,
      Terms terms) {
    WebUrl target;
    try {
      target = WebUrl.parse(url);
    } catch (BadUrlException e) {
      return failed(key, url, fields, ErrorCode.BAD_URL, e.why());
    }
    String problem = target.unreachable();
    return problem == null
        ? new Draft(key, url, target, fields, headers, terms, null)
        : failed(key, url, fields, ErrorCode.BAD_URL, problem);
  }

  /**
   * The same, with what a document says of its file. Where that cannot be right, the item fails.
   *
   * @param said what the body must be, as written, by the names that an entry has for it
   * @param mirrors further URLs of it
   */
  static Draft expecting(Draft draft, Map<String, String> said, List<String> mirrors) {
    if (draft.fault() != null || said.isEmpty() && mirrors.isEmpty()) {
      return draft;
    }
    try {
      return draft.withTerms(new Terms(Order.GET, ChecksumText.proof(said), mirrors));
    } catch (BadChecksumException e) {
      return failed(draft.key(), draft.url(), draft.fields(), ErrorCode.BAD_DOCUMENT, e.why());
    }
  }

  static Draft failed(
      @Nullable String key, String url, Map<String, String> fields, ErrorCode code, String detail) {
    String shown = url.length() <= MAX_SHOWN_CHARS ? url : url.substring(0, MAX_SHOWN_CHARS);
    return new Draft(key, shown, null, fields, Map.of(), Terms.NONE, new Fault(code, detail));
  }
}
