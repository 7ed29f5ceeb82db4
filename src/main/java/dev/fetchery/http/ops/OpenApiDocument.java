package dev.fetchery.http.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * The description of the interface (OpenAPI 3.1). Its schema of a job is the one that checks posted
 * jobs, and its examples are the sample jobs, so neither can differ from what the service does.
 */
final class OpenApiDocument {
  private static final String RESOURCE = "/docs/openapi.yaml";
  private static final String DEFS = "#/$defs/";

  /** The sample jobs in the jar, each with its line in the list of examples. */
  private static final Map<String, String> SAMPLES =
      Map.of(
          "emojis", "Every emoji of a JSON document, named by its key",
          "flags", "Flags by a template, named by what a lookup says",
          "cats", "The same address ten times",
          "listing", "A paginated listing",
          "status", "Sites probed: nothing is saved");

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
          .build();

  private OpenApiDocument() {}

  /**
   * The document as YAML.
   *
   * @param jobSchema JSON Schema of a posted job, as JSON
   */
  static String yaml(String jobSchema) {
    try {
      return YAML.writeValueAsString(assemble((ObjectNode) new ObjectMapper().readTree(jobSchema)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode assemble(ObjectNode jobSchema) throws IOException {
    JsonNode document = YAML.readTree(resource(RESOURCE));
    ObjectNode components = (ObjectNode) document.get("components");
    putSchema((ObjectNode) components.get("schemas"), jobSchema);
    ObjectNode examples = (ObjectNode) components.get("examples");
    for (String sample : SAMPLES.keySet().stream().sorted().toList()) {
      ObjectNode example = examples.putObject(sample);
      example.put("summary", SAMPLES.get(sample));
      example.set("value", YAML.readTree(resource("/jobs/" + sample + ".json")));
    }
    return document;
  }

  /**
   * Each definition of the job's schema becomes a schema of the document: tools that read OpenAPI
   * look for schemas there, and not all of them follow {@code $defs}.
   */
  private static void putSchema(ObjectNode schemas, ObjectNode jobSchema) {
    ObjectNode job = jobSchema.deepCopy();
    JsonNode definitions = job.remove("$defs");
    job.remove(List.of("$schema", "$id"));
    put(schemas, "Job", job);
    definitions.properties().forEach(entry -> put(schemas, name(entry.getKey()), entry.getValue()));
  }

  private static void put(ObjectNode schemas, String name, JsonNode schema) {
    if (schemas.has(name)) {
      throw new IllegalStateException("two schemas are named " + name);
    }
    rewriteReferences(schema);
    schemas.set(name, schema);
  }

  /** Makes references to definitions refer to the document's schemas. */
  private static void rewriteReferences(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.get("$ref") instanceof TextNode reference
        && reference.textValue().startsWith(DEFS)) {
      String definition = reference.textValue().substring(DEFS.length());
      object.put("$ref", "#/components/schemas/" + name(definition));
    }
    schema.forEach(OpenApiDocument::rewriteReferences);
  }

  private static String name(String definition) {
    return "Job" + Character.toUpperCase(definition.charAt(0)) + definition.substring(1);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = OpenApiDocument.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("this build lacks its resource " + name);
      }
      return in.readAllBytes();
    }
  }
}
