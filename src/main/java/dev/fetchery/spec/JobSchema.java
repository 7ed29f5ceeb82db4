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
import dev.fetchery.context.Lazy;
import dev.fetchery.context.NearName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Checks the shape of a job against {@code schema/job.schema.json}, which is read when it is first
 * needed. Safe for use by many threads.
 */
final class JobSchema {
  private static final String RESOURCE = "/schema/job.schema.json";

  /** The one of the process: to read it takes a tenth of a second. */
  static final JobSchema SHARED = new JobSchema();

  private final Lazy<ObjectNode> root = new Lazy<>(JobSchema::anonymous);
  private final Lazy<SchemaRegistry> registry = new Lazy<>(JobSchema::registry);
  private final Lazy<Schema> job = new Lazy<>(() -> schema(root.get()));
  private final Lazy<Schema> patch = new Lazy<>(() -> schema(patchOf(root.get())));
  private final Lazy<Schema> entry = new Lazy<>(() -> schema(part(root.get(), "entry")));
  private final Lazy<Schema> value = new Lazy<>(() -> schema(part(root.get(), "value")));

  private JobSchema() {}

  private Schema schema(ObjectNode schema) {
    return registry.get().getSchema(schema);
  }

  private static ObjectNode anonymous() {
    ObjectNode root = load();
    root.remove("$id");
    boundsOfAnySize(root);
    return root;
  }

  /**
   * Writes the bounds of numbers as decimals. Against whole ones the validator compares 64 bits of
   * a value, so that 1e300 is 0 to it.
   */
  private static void boundsOfAnySize(JsonNode schema) {
    if (schema instanceof ObjectNode object) {
      for (String bound : List.of("minimum", "maximum")) {
        if (object.path(bound).isIntegralNumber()) {
          object.put(bound, object.get(bound).decimalValue());
        }
      }
    }
    schema.forEach(JobSchema::boundsOfAnySize);
  }

  private static SchemaRegistry registry() {
    return SchemaRegistry.withDefaultDialect(
        SpecificationVersion.DRAFT_2020_12,
        builder ->
            builder.schemaRegistryConfig(
                SchemaRegistryConfig.builder().locale(Locale.ENGLISH).build()));
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
    check(job.get(), shortened(posted), "", violations);
    checkElements(posted.path("source").path("urls"), entry, "/source/urls", violations);
    checkElements(posted.path("source").path("values"), value, "/source/values", violations);
  }

  void checkPatch(JsonNode posted, Violations violations) {
    check(patch.get(), posted, "", violations);
  }

  /** An element of {@code urls}, or a line of a manifest. */
  void checkEntry(JsonNode posted, String pointer, Violations violations) {
    if (!posted.isTextual()) {
      check(entry.get(), posted, pointer, violations);
    }
  }

  private static void checkElements(
      JsonNode list, Lazy<Schema> schema, String pointer, Violations violations) {
    if (!list.isArray()) {
      return;
    }
    for (int i = 1; i < list.size() && !violations.full(); i++) {
      if (!list.get(i).isTextual()) {
        check(schema.get(), list.get(i), Violations.child(pointer, i), violations);
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
    List<Error> errors = schema.validate(posted);
    if (errors.isEmpty()) {
      return;
    }
    Set<String> told = new HashSet<>(violations.pointers());
    for (Error error : errors) {
      if (error.getKeyword().equals("type")) {
        told.add(pointer + error.getInstanceLocation());
      }
    }
    for (Error error : errors) {
      String at = pointer + error.getInstanceLocation();
      boolean bound = error.getKeyword().equals("minimum") || error.getKeyword().equals("maximum");
      if (bound && told.contains(at)) {
        continue;
      }
      switch (error.getKeyword()) {
        case "required" -> violations.add(Violations.child(at, error.getProperty()), "is required");
        case "additionalProperties" ->
            violations.add(
                Violations.child(at, error.getProperty()),
                "unknown field" + NearName.asked(error.getProperty(), fields(schema, error)));
        case "enum" -> violations.add(at, "must be one of " + choices(error));
        case "const" -> violations.add(at, "must be " + error.getSchemaNode().asText());
        case "maxProperties" -> violations.add(at, "must have one field alone");
        case "minLength", "minItems", "minProperties" -> violations.add(at, atLeast(error));
        case "minimum" -> violations.add(at, "must be at least " + error.getSchemaNode().asText());
        case "maximum" -> violations.add(at, "must be at most " + error.getSchemaNode().asText());
        default -> violations.add(at, error.getMessage());
      }
      if (violations.full()) {
        return;
      }
    }
  }

  /** The fields that there are where an unknown one stands. */
  private static List<String> fields(Schema schema, Error unknown) {
    String keyword = String.valueOf(unknown.getSchemaLocation().getFragment());
    String owner = keyword.substring(0, keyword.lastIndexOf('/') + 1);
    List<String> names = new ArrayList<>();
    schema.getSchemaNode().at(owner + "properties").fieldNames().forEachRemaining(names::add);
    return names;
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
