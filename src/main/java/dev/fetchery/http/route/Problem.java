package dev.fetchery.http.route;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.fetchery.http.view.Json;
import dev.fetchery.spec.ManifestCheck.LineFault;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer that is not a success, as {@code application/problem+json} (RFC 9457). Carries no stack
 * trace and shows nothing but what it was made with.
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * A fault of what was posted.
   *
   * @param pointer JSON Pointer (RFC 6901) to it, or null where it has a line
   * @param line its line, from 1, or 0
   */
  private record Entry(String pointer, long line, String detail) {}

  private final int status;
  private final transient List<Entry> errors;
  private final transient Map<String, String> headers;

  private Problem(int status, String detail, List<Entry> errors, Map<String, String> headers) {
    super(detail, null, false, false);
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

  /** A document with faults, each of them named. */
  public static Problem rejected(List<dev.fetchery.spec.Violation> faults) {
    return new Problem(
        400,
        count(faults.size(), "fault"),
        faults.stream().map(fault -> new Entry(fault.pointer(), 0, fault.detail())).toList(),
        Map.of());
  }

  /** A manifest with bad lines, each of them named. */
  public static Problem badLines(List<LineFault> faults) {
    LineFault first = faults.get(0);
    String others = faults.size() == 1 ? "" : " (and " + (faults.size() - 1) + " more)";
    return new Problem(
        400,
        "line " + first.line() + ": " + first.detail() + others,
        faults.stream().map(fault -> new Entry(null, fault.line(), fault.detail())).toList(),
        Map.of());
  }

  private static String count(int count, String what) {
    return count == 1 ? "the job has one " + what : "the job has " + count + " " + what + "s";
  }

  public Problem with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Problem(status, getMessage(), errors, more);
  }

  public int status() {
    return status;
  }

  /** Answers with this, unless an answer is under way: then that one is broken off. */
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
    Responses.end(request, Json.write(this::write));
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "about:blank");
    json.writeStringField("title", title(status));
    json.writeNumberField("status", status);
    json.writeStringField("detail", getMessage());
    if (!errors.isEmpty()) {
      json.writeArrayFieldStart("errors");
      for (Entry error : errors) {
        json.writeStartObject();
        if (error.pointer() == null) {
          json.writeNumberField("line", error.line());
        } else {
          json.writeStringField("pointer", error.pointer());
        }
        json.writeStringField("detail", error.detail());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
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
      case 413 -> "Content Too Large";
      case 414 -> "URI Too Long";
      case 415 -> "Unsupported Media Type";
      case 416 -> "Range Not Satisfiable";
      case 422 -> "Unprocessable Content";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      default -> status < 500 ? "Bad Request" : "Internal Server Error";
    };
  }
}
