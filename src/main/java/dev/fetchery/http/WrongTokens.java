package dev.fetchery.http;

import dev.fetchery.context.Clock;
import dev.fetchery.http.route.Problem;
import dev.fetchery.log.ProblemLog;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import org.slf4j.LoggerFactory;

/** Answers requests with a wrong token, those of a peer that guesses slowly. */
final class WrongTokens {
  private final Vertx vertx;
  private final Clock clock;
  private final TokenGuesses guesses = new TokenGuesses();
  private final ProblemLog problems;

  WrongTokens(Vertx vertx, Clock clock) {
    this.vertx = vertx;
    this.clock = clock;
    this.problems = new ProblemLog(LoggerFactory.getLogger(Access.class), clock);
  }

  /** Answers, now or later; closes the connection of a peer that does not wait for its answers. */
  void refuse(HttpServerRequest request, Problem refusal) {
    String address = request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
    String peer = address == null ? "" : address;
    long waitMs = guesses.wrong(peer, clock.monotonicMs());
    if (waitMs == 0) {
      refusal.send(request);
      return;
    }
    problems.warn("wrong tokens are sent again and again", "by " + peer);
    if (waitMs == TokenGuesses.NO_ANSWER) {
      request.connection().close();
      return;
    }
    vertx.setTimer(
        waitMs,
        timer -> {
          guesses.answered(peer);
          refusal.send(request);
        });
  }
}
