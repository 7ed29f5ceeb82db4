package dev.fetchery.http.jobs;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.fetchery.bus.Answer;
import dev.fetchery.http.view.ItemJson;
import dev.fetchery.http.view.Json;
import java.io.IOException;
import java.util.Map;

/** What a dry run and a verification came to. */
final class AnswerJson {
  private AnswerJson() {}

  static void write(JsonGenerator json, Answer.Planned plan) throws IOException {
    json.writeStartObject();
    json.writeNumberField("items", plan.items());
    json.writeNumberField("existing", plan.existing());
    json.writeObjectFieldStart("hosts");
    for (Map.Entry<String, Long> host : plan.hosts().entrySet()) {
      json.writeNumberField(host.getKey(), host.getValue());
    }
    json.writeEndObject();
    json.writeArrayFieldStart("collisions");
    for (Answer.Collision collision : plan.collisions()) {
      json.writeStartObject();
      json.writeStringField("file", collision.file());
      Json.numbers(json, "seqs", collision.seqs());
      json.writeEndObject();
    }
    json.writeEndArray();
    ItemJson.list(json, "sample", plan.sample());
    json.writeEndObject();
  }

  static void write(JsonGenerator json, Answer.Verified verified) throws IOException {
    json.writeStartObject();
    json.writeNumberField("checked", verified.checked());
    json.writeNumberField("ok", verified.ok());
    ItemJson.list(json, "missing", verified.missing());
    json.writeNumberField("missingCount", verified.missingCount());
    ItemJson.list(json, "corrupt", verified.corrupt());
    json.writeNumberField("corruptCount", verified.corruptCount());
    json.writeArrayFieldStart("duplicates");
    for (Answer.Duplicates same : verified.duplicates()) {
      json.writeStartObject();
      json.writeStringField("sha256", same.sha256());
      Json.numbers(json, "seqs", same.seqs());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("duplicatesCount", verified.duplicatesCount());
    json.writeEndObject();
  }
}
