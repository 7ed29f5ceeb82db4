package dev.fetchery.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fetchery.job.JobPatch;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Source;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads posted jobs and names every fault by its JSON Pointer. Safe for use by many threads. */
public final class JobReader {
  private final JobSchema schema = JobSchema.SHARED;
  private final long maxItems;
  private final boolean planning;

  /**
   * @param maxItems items a job may have
   */
  public JobReader(long maxItems) {
    this(maxItems, false);
  }

  private JobReader(long maxItems, boolean planning) {
    this.maxItems = maxItems;
    this.planning = planning;
  }

  /**
   * One for dry runs: the job's source may be one of pages that does not say which page follows.
   */
  public JobReader forPlans() {
    return new JobReader(maxItems, true);
  }

  /** Reads a posted job in UTF-8. Bytes that are no job are faults; nothing is thrown for them. */
  public Parsed<JobSpec> read(byte[] json) {
    Violations violations = new Violations();
    return read(PostedJson.read(json, violations), violations);
  }

  /** As {@link #read(byte[])}. */
  public Parsed<JobSpec> read(String json) {
    Violations violations = new Violations();
    return read(PostedJson.read(json, violations), violations);
  }

  private Parsed<JobSpec> read(@Nullable JsonNode job, Violations violations) {
    if (job == null) {
      return new Parsed.Bad<>(violations.list());
    }
    List<ObjectNode> unsaid = UnsaidPages.of(job);
    if (planning) {
      UnsaidPages.standIn(unsaid);
    }
    schema.check(job, violations);
    violations.formChecked();
    new JobChecks(job, maxItems, violations).run();
    NameChecks.run(job, null, violations);
    if (!violations.none()) {
      return new Parsed.Bad<>(UnsaidPages.helped(violations.list()));
    }
    UnsaidPages.takeBack(unsaid);
    return new Parsed.Ok<>(JobMapper.job(job, SourceMapper.source(job.get("source"))));
  }

  /**
   * The job of a posted list: its options, overridden by the parameters beside them. The pointer of
   * a fault begins with {@code /options} in the options, and with its name in a parameter.
   *
   * @param options a job without its source, as JSON, or null for none
   * @param parameters values of {@code name}, {@code dir}, {@code as} and {@code ifExists}
   * @param source the list
   * @param fields names of variables that its lines bring, as {@link ManifestCheck} found; null
   *     while not known
   */
  public Parsed<JobSpec> readOptions(
      @Nullable String options,
      Parameters parameters,
      Source source,
      @Nullable Collection<String> fields) {
    return readOptions(
        options, parameters, source, fields == null ? null : ItemFields.named(fields));
  }

  /**
   * The faults that {@link #readOptions} would find where the list cannot be read, or not yet.
   *
   * @param possible names of variables that its lines may bring; null while that may be any
   */
  public List<Violation> optionFaults(
      @Nullable String options,
      Parameters parameters,
      Source source,
      @Nullable Collection<String> possible) {
    Parsed<JobSpec> read =
        readOptions(
            options, parameters, source, possible == null ? null : ItemFields.possible(possible));
    return read instanceof Parsed.Bad<JobSpec> bad ? bad.violations() : List.of();
  }

  private Parsed<JobSpec> readOptions(
      @Nullable String options,
      Parameters parameters,
      Source source,
      @Nullable ItemFields ofLines) {
    Violations found = new Violations();
    ObjectNode job = JsonNodeFactory.instance.objectNode();
    ItemFields fields = ofLines;
    JsonNode read = options == null ? job : PostedJson.read(options, found);
    if (read instanceof ObjectNode object) {
      job = object;
    } else {
      if (read != null) {
        found.add("", "not a JSON object");
      }
      // What the parameters need of them may stand in there.
      fields = ItemFields.any();
      job.put("name", "unknown");
    }
    if (job.has("source")) {
      found.add("/source", "the posted list is the source");
    }
    // Stands in for the list where the shape is checked.
    job.putObject("source").put("type", "repeat").put("url", "http://localhost/").put("count", 1);
    if (parameters.ofSave() && job.has("save") && !job.path("save").isObject()) {
      // Before a parameter takes its place.
      schema.check(job, found);
    }
    parameters.joinTo(job);
    if (options != null || !parameters.wellShaped()) {
      schema.check(job, found);
      found.formChecked();
    }
    new JobChecks(job, maxItems, found).run();
    job.putObject("source").put("type", "manifest");
    NameChecks.run(job, fields, found);
    return found.none() ? new Parsed.Ok<>(JobMapper.job(job, source)) : bad(found, parameters);
  }

  /** Query parameters of a posted list; null where not given. */
  public record Parameters(
      @Nullable String name, @Nullable String dir, @Nullable String as, @Nullable String ifExists) {
    /** So long a text fits the schema, whatever it is. */
    static final int FITTING = 1000;

    /**
     * Whether the schema has nothing to say about these. To read it takes a tenth of a second of
     * the processor at a start, which a command that only has URLs is spared.
     */
    private boolean wellShaped() {
      return ifExists == null
          && (name == null || !name.isEmpty() && name.length() <= FITTING)
          && (dir == null || dir.length() <= FITTING)
          && (as == null || as.length() <= FITTING);
    }

    private boolean ofSave() {
      return dir != null || as != null || ifExists != null;
    }

    private void joinTo(ObjectNode job) {
      if (name != null) {
        job.put("name", name);
      }
      if (!ofSave()) {
        return;
      }
      JsonNode there = job.path("save");
      ObjectNode save = there.isObject() ? (ObjectNode) there : job.putObject("save");
      put(save, "dir", dir);
      put(save, "as", as);
      put(save, "ifExists", ifExists);
    }

    private static void put(ObjectNode save, String field, @Nullable String value) {
      if (value != null) {
        save.put(field, value);
      }
    }

    private String pointerOf(String pointer) {
      return switch (pointer) {
        case "/name" -> name != null ? "/name" : "/options/name";
        case "/save/dir" -> dir != null ? "/dir" : "/options/save/dir";
        case "/save/as" -> as != null ? "/as" : "/options/save/as";
        case "/save/ifExists" -> ifExists != null ? "/ifExists" : "/options/save/ifExists";
        default -> "/options" + pointer;
      };
    }
  }

  private static Parsed<JobSpec> bad(Violations found, Parameters parameters) {
    return new Parsed.Bad<>(
        found.list().stream()
            .map(fault -> new Violation(parameters.pointerOf(fault.pointer()), fault.detail()))
            .toList());
  }

  /**
   * Reads a change of a job: {@code limits}, {@code name}, {@code request.headers}, at least one of
   * them. What is absent stays as it is.
   */
  public Parsed<JobPatch> readPatch(byte[] json) {
    Violations violations = new Violations();
    JsonNode patch = PostedJson.read(json, violations);
    if (patch == null) {
      return new Parsed.Bad<>(violations.list());
    }
    schema.checkPatch(patch, violations);
    violations.formChecked();
    JobChecks.limits(patch, violations);
    HeaderRules.check(patch.path("request").path("headers"), "/request/headers", violations);
    return violations.none()
        ? new Parsed.Ok<>(JobMapper.patch(patch))
        : new Parsed.Bad<>(violations.list());
  }

  /**
   * A new job from a stored one.
   *
   * @param stored as {@link JobWriter#toJson} wrote it
   * @param name of the new job unless the changes give one, or null
   * @param changes top-level fields in place of the stored ones, null for those to be left out; a
   *     JSON object, or empty
   * @param list in place of a stored list, unless the changes give another source
   */
  public Parsed<JobSpec> readCopy(
      String stored, @Nullable String name, byte[] changes, Source.@Nullable Manifest list) {
    Violations found = new Violations();
    ObjectNode job = (ObjectNode) PostedJson.read(stored, found);
    JsonNode posted =
        changes.length == 0
            ? JsonNodeFactory.instance.objectNode()
            : PostedJson.read(changes, found);
    if (job == null || posted == null) {
      return new Parsed.Bad<>(found.list());
    }
    if (!posted.isObject()) {
      found.add("", "not a JSON object");
      return new Parsed.Bad<>(found.list());
    }
    job.remove("name");
    if (name != null) {
      job.put("name", name);
    }
    boolean keepsList = list != null && !posted.has("source");
    if (keepsList) {
      // Stands in for the list where the shape is checked.
      job.putObject("source").put("type", "repeat").put("url", "http://localhost/").put("count", 1);
    }
    posted.properties().forEach(field -> put(job, field.getKey(), field.getValue()));
    if (!keepsList || list == null) {
      return read(job, found);
    }
    schema.check(job, found);
    found.formChecked();
    new JobChecks(job, maxItems, found).run();
    job.putObject("source").put("type", "manifest");
    NameChecks.run(job, null, found);
    return found.none()
        ? new Parsed.Ok<>(JobMapper.job(job, list))
        : new Parsed.Bad<>(found.list());
  }

  private static void put(ObjectNode job, String field, JsonNode value) {
    if (value.isNull()) {
      job.remove(field);
    } else {
      job.set(field, value);
    }
  }

  /**
   * The job that {@link JobWriter#toJson} wrote.
   *
   * @throws IllegalArgumentException if it did not
   */
  public static JobSpec readStored(String json) {
    Violations violations = new Violations();
    JsonNode job = PostedJson.read(json, violations);
    if (job == null || !job.path("source").path("type").isTextual()) {
      throw new IllegalArgumentException("not a stored job: " + violations.list());
    }
    return JobMapper.job(job, SourceMapper.source(job.get("source")));
  }

  /** The JSON Schema of a job, as JSON text. */
  public static String schemaJson() {
    return JobSchema.load().toPrettyString();
  }
}
