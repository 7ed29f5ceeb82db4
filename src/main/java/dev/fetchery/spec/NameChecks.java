package dev.fetchery.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.job.WebUrl;
import dev.fetchery.naming.Template;
import dev.fetchery.naming.TemplateException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Whether a job's templates can be read, and use only variables that there are. */
final class NameChecks {
  private static final Set<String> JOB = Set.of("job.id", "job.name", "job.time");
  private static final Set<String> PAGE = Set.of("start", "page", "perPage", "cursor");
  private static final Pattern EXPRESSION = Pattern.compile("\\{[^{}]*}");

  private final JsonNode job;
  private final Violations problems;
  // Names that the source's items bring; open where they are known only when it is read.
  private final Set<String> fields = new HashSet<>();
  private boolean open;

  private NameChecks(JsonNode job, Violations problems) {
    this.job = job;
    this.problems = problems;
  }

  /**
   * @param manifestFields the fields that a manifest's lines have, or null where the items come
   *     from the job's own source, or are not known
   */
  static void run(JsonNode job, Collection<String> manifestFields, Violations problems) {
    NameChecks checks = new NameChecks(job, problems);
    checks.collect(manifestFields);
    checks.source();
    checks.lookup();
    checks.path("dir");
    checks.path("as");
  }

  private void collect(Collection<String> manifestFields) {
    if (manifestFields != null) {
      fields.addAll(manifestFields);
      return;
    }
    JsonNode source = job.path("source");
    switch (source.path("type").asText()) {
      case "urls" -> {
        for (JsonNode entry : source.path("urls")) {
          entry.fieldNames().forEachRemaining(fields::add);
        }
        fields.removeAll(Set.of("url", "sha256", "headers"));
      }
      case "template" -> {
        JsonNode values = source.path("values");
        for (JsonNode value : values.isArray() ? values : job.path("")) {
          if (value.isObject()) {
            value.fieldNames().forEachRemaining(fields::add);
          } else {
            fields.add("value");
          }
        }
        if (values.isObject()) {
          fields.add("value");
        }
        if (fields.contains("value")) {
          fields.add("key");
        }
        // Without values that fault is told of, not those that follow from it.
        open = fields.isEmpty();
      }
      case "repeat" -> open = false;
      default -> open = true;
    }
  }

  private void source() {
    JsonNode source = job.path("source");
    JsonNode url = source.path("url");
    String type = source.path("type").asText();
    if (type.equals("template")) {
      url(
          url,
          "/source/url",
          name -> itemField(name) || name.equals("index") || JOB.contains(name));
    } else if (type.equals("pages")) {
      Set<String> used = new HashSet<>();
      used.addAll(url(url, "/source/url", PAGE::contains));
      for (String where : new String[] {"query", "form", "json"}) {
        parameters(source.path(where), "/source/" + where, used);
      }
      progress(source, used);
      // What it uses every item has, or it fails.
      fields.addAll(
          url(
              source.path("itemUrl"),
              "/source/itemUrl",
              name -> !Template.STANDARD_VARIABLES.contains(name) || JOB.contains(name)));
    }
  }

  /** A listing must ask for something else each time, or it would get its first page for ever. */
  private void progress(JsonNode source, Set<String> used) {
    JsonNode more = source.path("more");
    boolean numbered = more.has("header") || more.has("at") || more.has("untilEmpty");
    if (numbered && !used.contains("start") && !used.contains("page")) {
      problems.add("/source", "every page would be asked for alike: use {start} or {page}");
    }
    if (more.has("cursorAt") && !used.contains("cursor")) {
      problems.add("/source", "every page would be asked for alike: use {cursor}");
    }
    if (used.contains("perPage") && !source.has("perPage")) {
      problems.add("/source/perPage", "is required where {perPage} is used");
    }
  }

  private void parameters(JsonNode value, String pointer, Set<String> used) {
    if (value.isTextual()) {
      used.addAll(text(value.textValue(), pointer, PAGE::contains));
    } else if (value.isObject()) {
      value
          .properties()
          .forEach(
              member ->
                  parameters(member.getValue(), Violations.child(pointer, member.getKey()), used));
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        parameters(value.get(i), Violations.child(pointer, i), used);
      }
    }
  }

  private void lookup() {
    url(
        job.path("lookup").path("url"),
        "/lookup/url",
        name ->
            !Template.ANSWER_VARIABLES.contains(name)
                && (Template.STANDARD_VARIABLES.contains(name) || itemField(name)));
    job.path("lookup").path("set").fieldNames().forEachRemaining(this::lookedUp);
  }

  /** A field of the lookup may not take the place of what each item, or some, bring themselves. */
  private void lookedUp(String name) {
    boolean builtIn = Template.STANDARD_VARIABLES.contains(name) || name.equals("key");
    if (builtIn || fields.contains(name)) {
      String pointer = Violations.child("/lookup/set", name);
      problems.add(pointer, "a variable of this name is there already");
    }
  }

  private void path(String field) {
    JsonNode posted = job.path("save").path(field);
    String pointer = "/save/" + field;
    if (!posted.isTextual()) {
      return;
    }
    try {
      Template template = Template.parsePath(posted.textValue());
      if (field.equals("as") && template.isEmpty()) {
        problems.add(pointer, "a file needs a name");
      }
      JsonNode set = job.path("lookup").path("set");
      tell(
          template.unknown(
              name ->
                  Template.STANDARD_VARIABLES.contains(name) || itemField(name) || set.has(name)),
          pointer);
      needsJobName(template.names(), pointer);
    } catch (TemplateException e) {
      problems.add(pointer, e.getMessage());
    }
  }

  private Set<String> url(JsonNode posted, String pointer, Predicate<String> known) {
    if (!posted.isTextual()) {
      return Set.of();
    }
    try {
      UrlTemplate template = UrlTemplate.parse(posted.textValue());
      tell(template.unknown(known), pointer);
      needsJobName(template.variables(), pointer);
      if (!pointer.endsWith("itemUrl")) {
        checkShape(posted.textValue(), pointer);
      }
      return template.variables();
    } catch (TemplateException e) {
      problems.add(pointer, e.getMessage());
      return Set.of();
    }
  }

  /** A template must look like a URL, unless a variable may bring its beginning. */
  private void checkShape(String template, String pointer) {
    if (!template.startsWith("{")) {
      // A digit may stand in a host as in a port.
      String problem = WebUrl.problem(EXPRESSION.matcher(template).replaceAll("1"));
      if (problem != null) {
        problems.add(pointer, problem);
      }
    }
  }

  private Set<String> text(String posted, String pointer, Predicate<String> known) {
    try {
      Template template = Template.parse(posted);
      tell(template.unknown(known), pointer);
      return template.names();
    } catch (TemplateException e) {
      problems.add(pointer, e.getMessage());
      return Set.of();
    }
  }

  private void tell(Set<String> unknown, String pointer) {
    for (String name : unknown) {
      problems.add(pointer, "{" + name + "} is no variable here");
    }
  }

  private void needsJobName(Set<String> names, String pointer) {
    if (names.contains("job.name") && !job.has("name")) {
      problems.add(pointer, "{job.name} is used, but the job has no name");
    }
  }

  private boolean itemField(String name) {
    return open || fields.contains(name);
  }
}
