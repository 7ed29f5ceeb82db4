package dev.fetchery.http.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.JobState;
import dev.fetchery.spec.JobReader;
import dev.fetchery.spec.Parsed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

public class OpenApiDocumentTest {
  private static final JsonNode DOCUMENT = read(OpenApiDocument.yaml(JobReader.schemaJson()));

  private final JobReader jobs = new JobReader(1000);

  @Test
  void documentIsValidByTheSchemaOfOpenApi() {
    SchemaRegistry registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder ->
                builder.schemaIdResolvers(
                    ids -> ids.mapPrefix("https://spec.openapis.org/oas/", "classpath:openapi/")));
    Schema official =
        registry.getSchema(
            SchemaLocation.of("https://spec.openapis.org/oas/3.1/schema-base/2025-09-15"));
    assertThat(official.validate(DOCUMENT)).isEmpty();
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<String> dangling = new ArrayList<>();
    walk(
        "",
        DOCUMENT,
        (at, node) -> {
          String reference = node.path("$ref").asText("#");
          if (!reference.startsWith("#") || DOCUMENT.at(reference.substring(1)).isMissingNode()) {
            dangling.add(at + " -> " + reference);
          }
        });
    assertThat(dangling).isEmpty();
  }

  @Test
  void schemaOfAJobIsTheOneThatChecksPostedJobs() {
    ObjectNode own = (ObjectNode) read(JobReader.schemaJson());
    JsonNode definitions = own.remove("$defs");
    own.remove(List.of("$id", "$schema"));
    assertThat(plain(schema("Job"))).isEqualTo(own);
    assertThat(definitions.properties())
        .isNotEmpty()
        .allSatisfy(
            entry -> assertThat(plain(schema(served(entry.getKey())))).isEqualTo(entry.getValue()));
  }

  @TestFactory
  Stream<DynamicTest> everyExampleOfAJobIsAccepted() {
    JsonNode examples =
        DOCUMENT.at("/paths/~1api~1v1~1jobs/post/requestBody/content/application~1json/examples");
    assertThat(examples).hasSizeGreaterThanOrEqualTo(5);
    return examples.properties().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> {
                      String job = resolved(entry.getValue()).get("value").toString();
                      assertThat(jobs.read(job.getBytes(StandardCharsets.UTF_8)))
                          .isInstanceOf(Parsed.Ok.class);
                      assertThat(faults(schema("Job"), read(job))).isEmpty();
                    }));
  }

  @TestFactory
  Stream<DynamicTest> everyExampleIsAsItsSchemaSays() {
    List<DynamicTest> tests = new ArrayList<>();
    walk(
        "",
        DOCUMENT,
        (at, node) -> {
          if (node.has("schema") && !at.contains("text~1")) {
            examples(node)
                .forEach(
                    example ->
                        tests.add(
                            DynamicTest.dynamicTest(
                                at,
                                () -> assertThat(faults(node.get("schema"), example)).isEmpty())));
          }
        });
    assertThat(tests).hasSizeGreaterThan(30);
    return tests.stream();
  }

  @Test
  void everyCallHasAnExampleOfItsAnswer() {
    List<String> bare = new ArrayList<>();
    walk(
        "",
        DOCUMENT.get("paths"),
        (at, node) -> {
          if (at.contains("/responses/")
              && at.matches(".*/content/[^/]+")
              && examples(node).isEmpty()) {
            bare.add(at);
          }
        });
    assertThat(bare).isEmpty();
  }

  @Test
  void everyChangeHasAnExampleOfItsBody() {
    List<String> bare = new ArrayList<>();
    walk(
        "",
        DOCUMENT.get("paths"),
        (at, node) -> {
          if (at.matches(".*/requestBody/content/[^/]+") && examples(node).isEmpty()) {
            bare.add(at);
          }
        });
    assertThat(bare).isEmpty();
  }

  @Test
  void statesAndCodesAreThoseThatThereAre() {
    assertThat(values("JobState"))
        .isEqualTo(wires(Stream.of(JobState.values()).map(JobState::wire)));
    assertThat(values("ItemState"))
        .isEqualTo(wires(Stream.of(ItemState.values()).map(ItemState::wire)));
    assertThat(values("ErrorCode"))
        .isEqualTo(wires(Stream.of(ErrorCode.values()).map(ErrorCode::wire)));
  }

  @Test
  void everyCallHasANameOfItsOwn() {
    List<String> names = new ArrayList<>();
    walk("", DOCUMENT.get("paths"), (at, node) -> names.add(node.path("operationId").asText("")));
    names.removeIf(String::isEmpty);
    assertThat(names).hasSizeGreaterThan(15).doesNotHaveDuplicates();
  }

  // --- the document

  public static JsonNode document() {
    return DOCUMENT;
  }

  /** What it refers to, or the node itself. */
  public static JsonNode resolved(JsonNode node) {
    return node.path("$ref").isTextual()
        ? DOCUMENT.at(node.get("$ref").textValue().substring(1))
        : node;
  }

  /** What is wrong with a value by a schema of the document. */
  public static List<String> faults(JsonNode schema, JsonNode value) {
    ObjectNode whole = new ObjectMapper().createObjectNode();
    whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    whole.set("allOf", whole.arrayNode().add(schema));
    whole.set("components", DOCUMENT.get("components"));
    SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    return registry.getSchema(whole).validate(value).stream().map(Object::toString).toList();
  }

  static JsonNode schema(String name) {
    return DOCUMENT.at("/components/schemas/" + name);
  }

  private static List<JsonNode> examples(JsonNode media) {
    List<JsonNode> examples = new ArrayList<>();
    if (media.has("example")) {
      examples.add(media.get("example"));
    }
    media.path("examples").forEach(example -> examples.add(resolved(example).get("value")));
    return examples;
  }

  private static Set<String> values(String schema) {
    Set<String> values = new TreeSet<>();
    schema(schema).get("enum").forEach(value -> values.add(value.asText()));
    return values;
  }

  private static Set<String> wires(Stream<String> wires) {
    return new TreeSet<>(wires.toList());
  }

  private static String served(String definition) {
    return "Job" + Character.toUpperCase(definition.charAt(0)) + definition.substring(1);
  }

  /** With references as they are in the schema alone. */
  private static JsonNode plain(JsonNode schema) {
    return read(
        Pattern.compile("#/components/schemas/Job(\\w)")
            .matcher(schema.toString())
            .replaceAll(match -> "#/\\$defs/" + match.group(1).toLowerCase(Locale.ROOT)));
  }

  private static void walk(String at, JsonNode node, BiConsumer<String, JsonNode> visitor) {
    if (node.isObject()) {
      visitor.accept(at, node);
      node.properties()
          .forEach(
              entry ->
                  walk(
                      at + "/" + entry.getKey().replace("~", "~0").replace("/", "~1"),
                      entry.getValue(),
                      visitor));
    } else {
      node.forEach(element -> walk(at + "/-", element, visitor));
    }
  }

  private static JsonNode read(String text) {
    try {
      return new YAMLMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
