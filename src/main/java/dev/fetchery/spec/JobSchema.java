package dev.fetchery.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Checks the shape of a job against {@code schema/job.schema.json}. Safe for use by many threads.
 */
final class JobSchema {
  private static final String RESOURCE = "/schema/job.schema.json";

  private final Schema job;
  private final Schema limitsPatch;
  private final Schema patch;
  private final Schema entry;
  private final Schema value;

  JobSchema() {
    ObjectNode root = load();
    SchemaRegistry registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder ->
                builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().locale(Locale.ENGLISH).build()));
    root.remove("$id");
    job = registry.getSchema(root);
    entry = registry.getSchema(part(root, "entry"));
    value = registry.getSchema(part(root, "value"));
    ObjectNode patch = part(root, "limits");
    patch.removeAll();
    patch.put("type", "object").put("additionalProperties", false);
    patch.putArray("required").add("limits");
    patch.putObject("properties").putObject("limits").put("$ref", "#/$defs/limits");
    patch.set("$defs", root.get("$defs"));
    limitsPatch = registry.getSchema(patch);
    this.patch = registry.getSchema(patchOf(root));
  }

  /** Of a change: limits, name and headers as in a job, null for what is taken away. */
  private static ObjectNode patchOf(ObjectNode root) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("type", "object").put("additionalProperties", false).put("minProperties", 1);
    ObjectNode fields = schema.putObject("properties");
    fields.putObject("limits").put("$ref", "#/$defs/limits");
    ObjectNode name = root.get("properties").get("name").deepCopy();
    name.putArray("type").add("string").add("null");
    fields.set("name", name);
    ObjectNode request = fields.putObject("request");
    request.put("type", "object").put("additionalProperties", false);
    request.putArray("required").add("headers");
    ObjectNode headers = request.putObject("properties").putObject("headers");
    headers.put("type", "object");
    headers.putObject("additionalProperties").putArray("type").add("string").add("null");
    schema.set("$defs", root.get("$defs"));
    return schema;
  }

  /** The schema itself. */
  static ObjectNode load() {
    try (InputStream in = JobSchema.class.getResourceAsStream(RESOURCE)) {
      return (ObjectNode) new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode part(ObjectNode root, String name) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("$ref", "#/$defs/" + name);
    schema.set("$defs", root.get("$defs"));
    return schema;
  }

  /**
   * Adds every fault of a job's shape. The elements of its long lists are checked one at a time,
   * since the validator keeps every fault that it finds.
   */
  void check(JsonNode posted, Violations violations) {
    check(job, shortened(posted), "", violations);
    checkElements(posted.path("source").path("urls"), entry, "/source/urls", violations);
    checkElements(posted.path("source").path("values"), value, "/source/values", violations);
  }

  void checkLimitsPatch(JsonNode posted, Violations violations) {
    check(limitsPatch, posted, "", violations);
  }

  void checkPatch(JsonNode posted, Violations violations) {
    check(patch, posted, "", violations);
  }

  /** An element of {@code urls}, or a line of a manifest. */
  void checkEntry(JsonNode posted, String pointer, Violations violations) {
    if (!posted.isTextual()) {
      check(entry, posted, pointer, violations);
    }
  }

  private void checkElements(JsonNode list, Schema schema, String pointer, Violations violations) {
    if (!list.isArray()) {
      return;
    }
    for (int i = 1; i < list.size() && !violations.full(); i++) {
      if (!list.get(i).isTextual()) {
        check(schema, list.get(i), Violations.child(pointer, i), violations);
      }
    }
  }

  /** With only the first element of each list that may be long. */
  private static JsonNode shortened(JsonNode posted) {
    if (!posted.path("source").isObject()) {
      return posted;
    }
    ObjectNode job = JsonNodeFactory.instance.objectNode();
    job.setAll((ObjectNode) posted);
    ObjectNode source = job.putObject("source");
    posted
        .get("source")
        .properties()
        .forEach(member -> source.set(member.getKey(), firstOf(member.getValue())));
    return job;
  }

  private static JsonNode firstOf(JsonNode value) {
    if (!value.isArray() || value.size() < 2) {
      return value;
    }
    ArrayNode first = JsonNodeFactory.instance.arrayNode();
    return first.add(value.get(0));
  }

  private static void check(Schema schema, JsonNode posted, String pointer, Violations violations) {
    for (Error error : schema.validate(posted)) {
      String at = pointer + error.getInstanceLocation();
      switch (error.getKeyword()) {
        case "required" -> violations.add(Violations.child(at, error.getProperty()), "is required");
        case "additionalProperties" ->
            violations.add(Violations.child(at, error.getProperty()), "unknown field");
        case "enum" -> violations.add(at, "must be one of " + choices(error));
        case "minLength", "minItems" -> violations.add(at, atLeast(error));
        case "minimum" -> violations.add(at, "must be at least " + error.getSchemaNode().asText());
        case "maximum" -> violations.add(at, "must be at most " + error.getSchemaNode().asText());
        default -> violations.add(at, error.getMessage());
      }
      if (violations.full()) {
        return;
      }
    }
  }

  private static String atLeast(Error error) {
    return error.getSchemaNode().asInt() == 1 ? "must not be empty" : error.getMessage();
  }

  private static String choices(Error error) {
    return StreamSupport.stream(error.getSchemaNode().spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.joining(", "));
  }
}
