package dev.fetchery.source;

import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Order;
import dev.fetchery.job.Proof;
import dev.fetchery.job.Terms;
import dev.fetchery.job.UrlEntry;
import dev.fetchery.url.WebUrl;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes items as they are discovered. */
final class DraftFactory {
  private static final int MAX_SHOWN_CHARS = 2048;

  private DraftFactory() {}

  static Draft of(UrlEntry entry) {
    String problem = WebUrl.problem(entry.url());
    return problem == null
        ? new Draft(entry.key(), entry.url(), entry.fields(), entry.headers(), entry.terms(), null)
        : failed(entry.key(), entry.url(), entry.fields(), ErrorCode.BAD_URL, problem);
  }

  static Draft of(@Nullable String key, String url, Map<String, String> fields) {
    String problem = WebUrl.problem(url);
    return problem == null
        ? new Draft(key, url, fields, Map.of(), Terms.NONE, null)
        : failed(key, url, fields, ErrorCode.BAD_URL, problem);
  }

  /** The same, with what its body must be. */
  static Draft expecting(Draft draft, Proof proof) {
    return new Draft(
        draft.key(),
        draft.url(),
        draft.fields(),
        draft.headers(),
        new Terms(Order.GET, proof),
        draft.fault());
  }

  static Draft failed(
      @Nullable String key, String url, Map<String, String> fields, ErrorCode code, String detail) {
    String shown = url.length() <= MAX_SHOWN_CHARS ? url : url.substring(0, MAX_SHOWN_CHARS);
    return new Draft(key, shown, fields, Map.of(), Terms.NONE, new Fault(code, detail));
  }
}
