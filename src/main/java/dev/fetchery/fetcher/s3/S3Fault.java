package dev.fetchery.fetcher.s3;

import dev.fetchery.context.OutOfMemory;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What a failed request means.
 *
 * @param status of the answer, or 0 where there was none
 * @param code as the store names it, or empty
 * @param text one line for users
 */
record S3Fault(Kind kind, int status, String code, String text) {
  private static final int MOST_CHARS = 300;
  private static final int MOVED = 301;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERRORS = 500;
  private static final int NOT_IMPLEMENTED = 501;

  private static final Pattern ATTEMPTS = Pattern.compile("\\(SDK Attempt Count: \\d+\\)");

  /** Refusals that have nothing to do with the key that was asked for. */
  private static final Set<String> OF_THE_CALLER =
      Set.of(
          "AccountProblem",
          "AllAccessDisabled",
          "ExpiredToken",
          "InvalidAccessKeyId",
          "InvalidToken",
          "NotSignedUp",
          "RequestExpired",
          "RequestTimeTooSkewed",
          "SignatureDoesNotMatch",
          "TokenRefreshRequired");

  private static final Set<String> OF_THE_STORE =
      Set.of(
          "AuthorizationHeaderMalformed",
          "IllegalLocationConstraintException",
          "NoSuchBucket",
          "QuotaExceeded",
          "RequestTimeout",
          "SlowDown",
          "XMinioStorageFull");

  enum Kind {
    /** There is no such object. */
    MISSING,
    /** The condition did not hold: another object is there, or another than before. */
    TAKEN,
    /** Another request changes the object at this moment. */
    CONFLICT,
    /** For this key, and for good. */
    REFUSED,
    /** The key is longer than the store takes. */
    TOO_LONG,
    /** The store knows no such request. */
    UNKNOWN,
    /** Of no key: the store does not answer, or does not know the caller. */
    AWAY
  }

  static S3Fault of(Throwable e) {
    OutOfMemory.passOn(e);
    Throwable cause = e;
    while (isWrapper(cause) && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof S3Exception answered) {
      return of(answered);
    }
    Throwable deepest = cause;
    while (cause instanceof SdkException && deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return new S3Fault(Kind.AWAY, 0, "", line(deepest));
  }

  private static boolean isWrapper(Throwable e) {
    return e instanceof CompletionException || e instanceof ExecutionException;
  }

  private static S3Fault of(S3Exception e) {
    AwsErrorDetails details = e.awsErrorDetails();
    String code = details == null ? "" : given(details.errorCode());
    String said = details == null ? "" : given(details.errorMessage());
    int status = e.statusCode();
    String text =
        line(code.isEmpty() ? "status " + status : said.isEmpty() ? code : code + ": " + said);
    return new S3Fault(kind(status, code), status, code, text);
  }

  private static Kind kind(int status, String code) {
    if (OF_THE_CALLER.contains(code) || OF_THE_STORE.contains(code)) {
      return Kind.AWAY;
    } else if (code.equals("KeyTooLongError")) {
      return Kind.TOO_LONG;
    }
    return switch (status) {
      case NOT_FOUND -> Kind.MISSING;
      case PRECONDITION_FAILED -> Kind.TAKEN;
      case CONFLICT -> Kind.CONFLICT;
      case NOT_IMPLEMENTED -> Kind.UNKNOWN;
      default -> isAway(status) ? Kind.AWAY : Kind.REFUSED;
    };
  }

  private static boolean isAway(int status) {
    return status >= SERVER_ERRORS || status == TOO_MANY || status / 100 == MOVED / 100;
  }

  /** Whether the store refuses the caller what was asked for. */
  boolean isForbidden() {
    return status == FORBIDDEN && kind == Kind.REFUSED;
  }

  private static String given(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String line(Throwable e) {
    String message = given(e.getMessage());
    return line(message.isEmpty() ? e.getClass().getSimpleName() : message);
  }

  private static String line(String text) {
    String one = ATTEMPTS.matcher(text).replaceAll("").replaceAll("\\s+", " ").strip();
    return one.length() <= MOST_CHARS ? one : one.substring(0, MOST_CHARS) + "…";
  }
}
