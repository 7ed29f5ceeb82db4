package dev.fetchery.source.document;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.json.FetchedJson;
import dev.fetchery.json.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The attachments of a JSON Feed (version 1.1). */
final class JsonFeedReader implements DocumentReader {
  private static final int MAX_VALUES_IN_ITEM = 100_000;

  private final JsonParser parser;
  private final Deque<Found> ready = new ArrayDeque<>();
  private boolean inItems;

  JsonFeedReader(InputStream document) throws IOException {
    try {
      this.parser = FetchedJson.parser(document, Long.MAX_VALUE);
    } catch (IOException e) {
      document.close();
      throw bad(e);
    }
  }

  @Override
  public @Nullable Found next() throws IOException {
    try {
      while (ready.isEmpty()) {
        if (!inItems && !findItems()) {
          return null;
        }
        if (parser.nextToken() == JsonToken.END_ARRAY) {
          inItems = false;
        } else {
          readItem(JsonTree.read(parser, MAX_VALUES_IN_ITEM));
        }
      }
      return ready.poll();
    } catch (BadDocumentException e) {
      throw e;
    } catch (IOException e) {
      throw bad(e);
    }
  }

  private static BadDocumentException bad(IOException e) {
    return new BadDocumentException("it is " + FetchedJson.why(e));
  }

  /** Goes to the first of {@code items}; false at the end of the document. */
  private boolean findItems() throws IOException {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.START_OBJECT && token != JsonToken.END_ARRAY) {
      throw new BadDocumentException("it is no JSON Feed");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean items = parser.currentName().equals("items");
      if (parser.nextToken() == JsonToken.START_ARRAY && items) {
        inItems = true;
        return true;
      }
      parser.skipChildren();
    }
    return false;
  }

  private void readItem(JsonNode item) {
    Map<String, String> fields = new HashMap<>();
    put(fields, "title", item.path("title").asText(""));
    put(fields, "guid", item.path("id").asText(""));
    put(fields, "published", Dates.rfc3339(item.path("date_published").asText("")).orElse(""));
    for (JsonNode attachment : item.path("attachments")) {
      String reference = attachment.path("url").asText("").strip();
      if (!reference.isEmpty()) {
        Map<String, String> own = new HashMap<>(fields);
        String size = attachment.path("size_in_bytes").asText("");
        String told = Numbers.isCount(size) && !size.equals("0") ? size : "";
        put(own, "size", told);
        put(own, "length", told);
        ready.add(new Found.Entry(reference, null, own, Map.of(), List.of()));
      }
    }
  }

  private static void put(Map<String, String> fields, String name, String value) {
    if (!value.isEmpty()) {
      fields.put(name, value);
    }
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
