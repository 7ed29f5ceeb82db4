package dev.fetchery.fetcher;

import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Task;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.job.CookieScope;
import java.util.List;

/** The cookies that an answer sets (RFC 6265, 4.1). */
final class AnswerCookies {
  /** Of one answer. */
  private static final int MOST = 50;

  private AnswerCookies() {}

  /** Values of {@code Set-Cookie} that the job keeps, now that its answer ended so. */
  static List<String> kept(Task task, ResponseHead answer, Outcome outcome) {
    CookieScope scope = task.request().reach().cookies();
    boolean kept =
        scope == CookieScope.JOB
            || scope == CookieScope.ITEM && outcome instanceof Outcome.Redirected;
    return kept ? answer.all("set-cookie").stream().limit(MOST).toList() : List.of();
  }
}
