package dev.fetchery.http.route;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.fetchery.http.view.ViewJson;
import dev.fetchery.spec.ManifestCheck.LineFault;
import dev.fetchery.spec.Violation;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A response that is not a success, as {@code application/problem+json} (RFC 9457). Carries no
 * stack trace and shows only what it was made with.
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * A fault of what was posted, by its pointer or by its line.
   *
   * @param pointer JSON Pointer (RFC 6901)
   * @param line from 1
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Fault(@Nullable String pointer, @Nullable Long line, String detail) {}

  /** The document sent (RFC 9457, 3). */
  private record Document(
      String type,
      String title,
      int status,
      String detail,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Fault> errors) {}

  private final int status;
  private final String detail;
  private final transient List<Fault> errors;
  private final transient Map<String, String> headers;

  private Problem(int status, String detail, List<Fault> errors, Map<String, String> headers) {
    super(detail, null, false, false);
    this.detail = detail;
    this.status = status;
    this.errors = List.copyOf(errors);
    this.headers = headers;
  }

  public static Problem of(int status, String detail) {
    return new Problem(status, detail, List.of(), Map.of());
  }

  public static Problem badRequest(String detail) {
    return of(400, detail);
  }

  public static Problem noSuchJob() {
    return of(404, "there is no such job");
  }

  /** 400 that names each fault of a document. */
  public static Problem rejected(List<Violation> faults) {
    return new Problem(
        400, count(faults.size(), "fault"), faults.stream().map(Problem::fault).toList(), Map.of());
  }

  /**
   * 400 that names each bad line of a manifest.
   *
   * @param beside what else is wrong with its job
   */
  public static Problem badLines(List<Violation> beside, List<LineFault> faults) {
    if (!beside.isEmpty()) {
      return new Problem(
          400,
          count(beside.size() + faults.size(), "fault"),
          Stream.concat(beside.stream().map(Problem::fault), faults.stream().map(Problem::fault))
              .toList(),
          Map.of());
    }
    LineFault first = faults.get(0);
    String others = faults.size() == 1 ? "" : " (and " + (faults.size() - 1) + " more)";
    return new Problem(
        400,
        "line " + first.line() + ": " + first.detail() + others,
        faults.stream().map(Problem::fault).toList(),
        Map.of());
  }

  private static Fault fault(Violation fault) {
    return new Fault(fault.pointer(), null, fault.detail());
  }

  private static Fault fault(LineFault fault) {
    return new Fault(null, fault.line(), fault.detail());
  }

  private static String count(int count, String what) {
    return count == 1 ? "the job has one " + what : "the job has " + count + " " + what + "s";
  }

  public Problem with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Problem(status, detail, errors, more);
  }

  public int status() {
    return status;
  }

  /** Sends this, or resets the response where its head was sent already. */
  public void send(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    if (response.headWritten()) {
      response.reset();
      return;
    }
    SecurityHeaders.set(response);
    headers.forEach(response::putHeader);
    response.setStatusCode(status).putHeader("Content-Type", "application/problem+json");
    Responses.end(
        request,
        ViewJson.bytes(new Document("about:blank", title(status), status, detail, errors)));
  }

  /** The name of a status (RFC 9110, RFC 6585), which is what a problem of no further type has. */
  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 408 -> "Request Timeout";
      case 409 -> "Conflict";
      case 412 -> "Precondition Failed";
      case 413 -> "Content Too Large";
      case 414 -> "URI Too Long";
      case 415 -> "Unsupported Media Type";
      case 416 -> "Range Not Satisfiable";
      case 422 -> "Unprocessable Content";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 501 -> "Not Implemented";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      default -> status < 500 ? "Bad Request" : "Internal Server Error";
    };
  }
}
