package dev.fetchery.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.fetchery.job.AttemptRecord;
import dev.fetchery.job.Fault;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The attempts at an item as one column, as JSON: an array for each, {@code [at, url, status, code,
 * detail, bytes, duration, address, node]}.
 */
final class AttemptsColumn {
  private static final int URL_CHARS = 300;
  private static final int DETAIL_CHARS = 160;
  private static final JsonFactory JSON = new JsonFactory();

  private AttemptsColumn() {}

  static String encode(List<AttemptRecord> attempts) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartArray();
      for (AttemptRecord attempt : attempts) {
        write(json, attempt);
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, AttemptRecord attempt) throws IOException {
    Fault fault = attempt.fault();
    json.writeStartArray();
    json.writeNumber(attempt.at().toEpochMilli());
    json.writeString(cut(attempt.url(), URL_CHARS));
    number(json, attempt.status() == null ? null : attempt.status().longValue());
    number(json, fault == null ? null : Long.valueOf(Codes.of(Codes.ERRORS, fault.code())));
    json.writeString(fault == null ? null : cut(fault.detail(), DETAIL_CHARS));
    json.writeNumber(attempt.bytes());
    number(json, attempt.durationMs());
    json.writeString(attempt.remoteAddress());
    json.writeString(attempt.node());
    json.writeEndArray();
  }

  private static void number(JsonGenerator json, @Nullable Long number) throws IOException {
    if (number == null) {
      json.writeNull();
    } else {
      json.writeNumber(number);
    }
  }

  /** At most so many characters; half of a pair is never left. */
  static String cut(String text, int chars) {
    if (text.length() <= chars) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(chars - 2)) ? chars - 2 : chars - 1;
    return text.substring(0, end) + "\u2026";
  }

  static List<AttemptRecord> decode(String column) {
    List<AttemptRecord> attempts = new ArrayList<>();
    try (JsonParser json = JSON.createParser(column)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.START_ARRAY) {
        attempts.add(read(json));
        json.nextToken();
      }
    } catch (IOException e) {
      throw new IllegalStateException("the attempts of an item cannot be read", e);
    }
    return attempts;
  }

  private static AttemptRecord read(JsonParser json) throws IOException {
    Instant at = Instant.ofEpochMilli(json.nextLongValue(0));
    String url = json.nextTextValue();
    Long status = numberOrNull(json);
    Long code = numberOrNull(json);
    String detail = json.nextTextValue();
    Fault fault =
        code == null || detail == null
            ? null
            : new Fault(Codes.constant(Codes.ERRORS, code.intValue()), detail);
    long bytes = json.nextLongValue(0);
    return new AttemptRecord(
        at,
        url,
        status == null ? null : status.intValue(),
        fault,
        bytes,
        numberOrNull(json),
        json.nextTextValue(),
        json.nextTextValue());
  }

  private static @Nullable Long numberOrNull(JsonParser json) throws IOException {
    return json.nextToken() == JsonToken.VALUE_NULL ? null : Long.valueOf(json.getLongValue());
  }
}
