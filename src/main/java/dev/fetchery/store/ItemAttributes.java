package dev.fetchery.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.fetchery.job.Terms;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fields, headers and terms of an item as one column, as JSON: {@code
 * {"fields":{…},"headers":{…},"terms":{…}}}, each only where there are any.
 */
record ItemAttributes(Map<String, String> fields, Map<String, String> headers, Terms terms) {
  private static final ItemAttributes NONE = new ItemAttributes(Map.of(), Map.of(), Terms.NONE);

  /**
   * What a column is like whose terms have mirrors. That of a field of this name is, too. Marks in
   * a value do not count, as they have a backslash in front.
   */
  static final String WITH_MIRRORS = "%\"" + Terms.MIRRORS + "\":%";

  private static final JsonFactory JSON =
      JsonFactory.builder()
          // Names come from documents: interning them would fill the table of the virtual machine.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  /** Null where there are none, as most items have none. */
  static @Nullable String encode(
      Map<String, String> fields, Map<String, String> headers, Terms said) {
    Map<String, String> terms = said.toMap();
    if (fields.isEmpty() && headers.isEmpty() && terms.isEmpty()) {
      return null;
    }
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      write(json, "fields", fields);
      write(json, "headers", headers);
      write(json, "terms", terms);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, String name, Map<String, String> map)
      throws IOException {
    if (!map.isEmpty()) {
      json.writeObjectFieldStart(name);
      for (Map.Entry<String, String> entry : map.entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
    }
  }

  static ItemAttributes decode(@Nullable String column) {
    if (column == null) {
      return NONE;
    }
    Map<String, String> fields = new HashMap<>();
    Map<String, String> headers = new HashMap<>();
    Map<String, String> terms = new HashMap<>();
    try (JsonParser json = JSON.createParser(column)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        Map<String, String> map =
            switch (json.currentName()) {
              case "fields" -> fields;
              case "headers" -> headers;
              default -> terms;
            };
        json.nextToken();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          map.put(json.currentName(), json.nextTextValue());
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("the fields of an item cannot be read", e);
    }
    return new ItemAttributes(fields, headers, Terms.ofMap(terms));
  }
}
