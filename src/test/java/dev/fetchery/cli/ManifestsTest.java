package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.fetchery.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is shipped for containers says only what the program and its parts understand. */
class ManifestsTest {
  private static final Path COMPOSE = Path.of("conf", "compose.yaml");
  private static final Path KUBERNETES = Path.of("conf", "kubernetes");
  private static final Pattern VARIABLE = Pattern.compile("FETCHERY_[A-Z0-9_]+");
  private static final Set<String> COMMANDS = Set.of("serve", "fetcher");

  private static List<Path> all() throws IOException {
    try (Stream<Path> files = Files.walk(KUBERNETES)) {
      return Stream.concat(files.filter(Files::isRegularFile), Stream.of(COMPOSE)).toList();
    }
  }

  private static List<JsonNode> documents(Path file) throws IOException {
    YAMLMapper mapper = new YAMLMapper();
    List<JsonNode> documents = new ArrayList<>();
    mapper
        .readerFor(JsonNode.class)
        .<JsonNode>readValues(new YAMLFactory().createParser(Files.readString(file)))
        .forEachRemaining(documents::add);
    return documents;
  }

  private static void walk(JsonNode node, Consumer<JsonNode> visit) {
    visit.accept(node);
    node.forEach(child -> walk(child, visit));
  }

  private static List<JsonNode> workloads() throws IOException {
    List<JsonNode> workloads = new ArrayList<>();
    for (Path file : all()) {
      if (file.toString().endsWith(".yaml")) {
        documents(file).stream()
            .filter(one -> one.at("/spec/template/spec/containers").isArray())
            .forEach(workloads::add);
      }
    }
    return workloads;
  }

  @Test
  void everyVariableIsASettings() throws IOException {
    Set<String> used = new TreeSet<>();
    for (Path file : all()) {
      VARIABLE.matcher(Files.readString(file)).results().map(MatchResult::group).forEach(used::add);
    }
    assertThat(used).hasSizeGreaterThan(8);
    assertThat(Arrays.stream(Setting.values()).map(Setting::variable)).containsAll(used);
  }

  @Test
  void everyContainerRunsACommandOfTheProgram() throws IOException {
    List<String> run = new ArrayList<>();
    for (JsonNode workload : workloads()) {
      walk(workload, node -> node.path("args").forEach(arg -> run.add(arg.asText())));
    }
    assertThat(run).hasSize(3).allMatch(COMMANDS::contains);
    assertThat(FetcheryCommand.commandLine().getSubcommands().keySet()).containsAll(COMMANDS);
  }

  @Test
  void workloadsSelectTheirOwnPodsAndMountWhatTheyHave() throws IOException {
    for (JsonNode workload : workloads()) {
      JsonNode labels = workload.at("/spec/template/metadata/labels");
      assertThat(workload.at("/spec/selector/matchLabels").properties())
          .isNotEmpty()
          .allMatch(entry -> entry.getValue().equals(labels.get(entry.getKey())));
      Set<String> volumes = new TreeSet<>();
      workload.at("/spec/template/spec/volumes").forEach(v -> volumes.add(v.get("name").asText()));
      workload
          .at("/spec/volumeClaimTemplates")
          .forEach(v -> volumes.add(v.at("/metadata/name").asText()));
      Set<String> mounted = new TreeSet<>();
      walk(workload, n -> n.path("volumeMounts").forEach(m -> mounted.add(m.get("name").asText())));
      assertThat(mounted).isEqualTo(volumes);
      Set<String> ports = new TreeSet<>();
      walk(workload, n -> n.path("ports").forEach(port -> ports.add(port.path("name").asText())));
      walk(
          workload,
          n -> {
            if (n.path("httpGet").has("port")) {
              assertThat(ports).contains(n.at("/httpGet/port").asText());
            }
          });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "sqlite", "postgresql"})
  void everyFileIsNamedByItsKustomization(String form) throws IOException {
    Path directory = KUBERNETES.resolve(form);
    JsonNode kustomization = documents(directory.resolve("kustomization.yaml")).get(0);
    Set<String> named = new TreeSet<>(Set.of("kustomization.yaml"));
    kustomization.path("resources").forEach(one -> named.add(one.asText()));
    kustomization
        .path("configMapGenerator")
        .forEach(map -> map.path("envs").forEach(one -> named.add(one.asText())));
    named.remove("../base");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(named);
    }
  }

  @Test
  void servicesOfComposeUseOnlyWhatIsDeclared() throws IOException {
    JsonNode compose = documents(COMPOSE).get(0);
    Set<String> secrets = new TreeSet<>();
    compose.path("secrets").fieldNames().forEachRemaining(secrets::add);
    Set<String> used = new TreeSet<>();
    walk(
        compose,
        node -> {
          if (node.path("secrets").isArray()) {
            node.path("secrets").forEach(secret -> used.add(secret.asText()));
          }
        });
    assertThat(used).isEqualTo(secrets);
  }
}
