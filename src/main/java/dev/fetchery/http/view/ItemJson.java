package dev.fetchery.http.view;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Item;
import dev.fetchery.spec.Secrets;
import java.io.IOException;
import java.util.List;

/** The item view, field for field. Passwords in URLs are masked. */
public final class ItemJson {
  private ItemJson() {}

  /** The view as JSON text, on one line. */
  public static String text(Item item) {
    return Json.text(json -> write(json, item));
  }

  public static void write(JsonGenerator json, Item item) throws IOException {
    json.writeStartObject();
    fields(json, item);
    json.writeEndObject();
  }

  /** The item as it was when it came to this end, with the end's number. */
  public static void write(JsonGenerator json, Completion completion) throws IOException {
    json.writeStartObject();
    fields(json, completion.item());
    json.writeNumberField("n", completion.n());
    json.writeEndObject();
  }

  public static void list(JsonGenerator json, String name, List<Item> items) throws IOException {
    json.writeArrayFieldStart(name);
    for (Item item : items) {
      write(json, item);
    }
    json.writeEndArray();
  }

  private static void fields(JsonGenerator json, Item item) throws IOException {
    json.writeNumberField("seq", item.seq());
    Json.string(json, "key", item.key());
    Json.string(json, "url", item.url() == null ? null : Secrets.maskUrl(item.url()));
    Json.string(json, "file", item.file());
    json.writeStringField("state", item.state().wire());
    json.writeNumberField("attempts", item.attempts());
    Json.number(json, "status", item.status());
    json.writeNumberField("bytes", item.bytes());
    Json.number(json, "size", item.size());
    Json.string(json, "sha256", item.sha256());
    Json.string(json, "integrity", item.integrity() == null ? null : item.integrity().wire());
    Json.string(json, "contentType", item.contentType());
    Json.number(json, "durationMs", item.durationMs());
    Json.instant(json, "finishedAt", item.finishedAt());
    Json.fault(json, "error", item.error());
  }
}
