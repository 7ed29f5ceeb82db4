package dev.fetchery.http.view;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.fetchery.job.Fault;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Writing JSON as the interface shows it. */
public final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** RFC 3339 in UTC, always with milliseconds, so that instants sort as text. */
  private static final DateTimeFormatter INSTANT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Json() {}

  /** Something that writes itself. */
  @FunctionalInterface
  public interface Body {
    void writeTo(JsonGenerator json) throws IOException;
  }

  public static Buffer write(Body body) {
    return Buffer.buffer(text(body));
  }

  /**
   * The text of a JSON value, on one line. Made from characters, not bytes: a lone surrogate, which
   * a hostile name may hold, then becomes {@code ?} where a writer of bytes would refuse it.
   */
  public static String text(Body body) {
    StringWriter text = new StringWriter(512);
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      body.writeTo(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  public static String text(Instant instant) {
    return INSTANT.format(instant);
  }

  public static void instant(JsonGenerator json, String name, Instant value) throws IOException {
    string(json, name, value == null ? null : text(value));
  }

  public static void string(JsonGenerator json, String name, String value) throws IOException {
    json.writeFieldName(name);
    json.writeString(value);
  }

  public static void number(JsonGenerator json, String name, Number value) throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, value.longValue());
    }
  }

  /** A rate, to a tenth. */
  public static void rate(JsonGenerator json, String name, double value) throws IOException {
    double finite = Double.isFinite(value) ? value : 0;
    json.writeNumberField(name, Math.round(finite * 10) / 10.0);
  }

  public static void fault(JsonGenerator json, String name, Fault fault) throws IOException {
    json.writeFieldName(name);
    if (fault == null) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    json.writeStringField("code", fault.code().wire());
    json.writeStringField("detail", fault.detail());
    json.writeEndObject();
  }

  public static void numbers(JsonGenerator json, String name, List<Long> values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (long value : values) {
      json.writeNumber(value);
    }
    json.writeEndArray();
  }
}
