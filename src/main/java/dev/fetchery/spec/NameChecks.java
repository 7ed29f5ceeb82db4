package dev.fetchery.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.context.NearName;
import dev.fetchery.job.Source;
import dev.fetchery.naming.Modifier;
import dev.fetchery.naming.Template;
import dev.fetchery.naming.TemplateException;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Checks that a job's templates can be parsed and use only variables that exist. */
final class NameChecks {
  private static final Set<String> JOB = Set.of("job.id", "job.name", "job.time");
  private static final Set<String> PAGE = Set.of("start", "page", "perPage", "cursor");

  private static final int MOST_COMPARED = 100;

  private final JsonNode job;
  private final Violations violations;
  private final ItemFields fields;

  private NameChecks(JsonNode job, ItemFields fields, Violations violations) {
    this.job = job;
    this.fields = fields;
    this.violations = violations;
  }

  /**
   * @param ofManifest the fields of a manifest's lines, or null where the items come from the job's
   *     own source, or are not known
   */
  static void run(JsonNode job, @Nullable ItemFields ofManifest, Violations violations) {
    ItemFields fields = ofManifest == null ? ItemFields.of(job.path("source")) : ofManifest;
    NameChecks checks = new NameChecks(job, fields, violations);
    checks.source();
    checks.asked("/lookup");
    checks.asked("/locate");
    checks.asked("/source/locate");
    checks.path("dir");
    checks.path("as");
    checks.defaultDir();
  }

  private void source() {
    JsonNode source = job.path("source");
    String at = "/source";
    ItemFields own = fields;
    for (int level = 1; level <= Source.MAX_LEVELS && source.isObject(); level++) {
      source(source, at, own);
      source = source.path("parent");
      at = at + "/parent";
      own = own.parent() == null ? own : own.parent();
    }
  }

  /**
   * @param own variables of its entries
   */
  private void source(JsonNode source, String at, ItemFields own) {
    JsonNode url = source.path("url");
    Predicate<String> parent = name -> own.isOfParent(name) && own.mayHave(name);
    switch (source.path("type").asText()) {
      case "template" ->
          url(
              url,
              at + "/url",
              name -> own.mayHave(name) || name.equals("index") || JOB.contains(name));
      case "json", "document" -> {
        if (source.has("parent")) {
          url(url, at + "/url", parent);
        }
        itemUrl(source, at, own);
      }
      case "pages" -> {
        Set<String> used = new HashSet<>();
        used.addAll(url(url, at + "/url", parent.or(PAGE::contains)));
        for (String where : new String[] {"query", "form", "json"}) {
          parameters(source.path(where), at + "/" + where, parent.or(PAGE::contains), used);
        }
        progress(source, at, used);
        itemUrl(source, at, own);
      }
      default -> {
        // Its URLs are no templates.
      }
    }
  }

  /** An item without a variable that it uses fails. */
  private void itemUrl(JsonNode source, String at, ItemFields own) {
    Set<String> used =
        url(
            source.path("itemUrl"),
            at + "/itemUrl",
            name ->
                own.isOfParent(name)
                    ? own.mayHave(name)
                    : !Template.STANDARD_VARIABLES.contains(name) || JOB.contains(name));
    own.add(used);
  }

  /** Every request of a listing must differ, or each would get the first page. */
  private void progress(JsonNode source, String at, Set<String> used) {
    JsonNode more = source.path("more");
    boolean numbered = more.has("header") || more.has("at") || more.has("untilEmpty");
    if (numbered && !used.contains("start") && !used.contains("page")) {
      violations.add(at, "all pages would be requested alike: use {start} or {page}");
    }
    if (more.has("cursorAt") && !used.contains("cursor")) {
      violations.add(at, "all pages would be requested alike: use {cursor}");
    }
    if (used.contains("perPage") && !source.has("perPage")) {
      violations.add(at + "/perPage", "is required where {perPage} is used");
    }
  }

  private void parameters(
      JsonNode value, String pointer, Predicate<String> known, Set<String> used) {
    if (value.isTextual()) {
      used.addAll(text(value.textValue(), pointer, known));
    } else if (value.isObject()) {
      value
          .properties()
          .forEach(
              member ->
                  parameters(
                      member.getValue(), Violations.child(pointer, member.getKey()), known, used));
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        parameters(value.get(i), Violations.child(pointer, i), known, used);
      }
    }
  }

  /** What is asked for beside the items: the lookup, or where an item is. */
  private void asked(String pointer) {
    JsonNode asked = job.at(pointer);
    url(
        asked.path("url"),
        pointer + "/url",
        name ->
            name.equals(Template.URL)
                || !Template.ANSWER_VARIABLES.contains(name)
                    && (Template.STANDARD_VARIABLES.contains(name) || fields.mayHave(name)));
    asked.path("set").fieldNames().forEachRemaining(name -> brought(pointer, name));
  }

  /** What an answer brings may not replace a variable that there is already. */
  private void brought(String asked, String name) {
    boolean builtIn =
        Template.STANDARD_VARIABLES.contains(name)
            || name.equals("key")
            || name.equals(Template.URL);
    boolean looked = asked.endsWith("/locate") && job.path("lookup").path("set").has(name);
    if (builtIn || looked || fields.named().contains(name)) {
      violations.add(
          Violations.child(asked + "/set", name), "a variable of this name exists already");
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
        violations.add(pointer, "a file needs a name");
      }
      Predicate<String> known =
          name ->
              Template.STANDARD_VARIABLES.contains(name)
                  || name.equals(Template.URL)
                  || fields.mayHave(name)
                  || isAskedFor(name);
      report(template.unknown(known), known, pointer);
      needsJobName(template.names(), pointer);
      notKept(template, pointer, "");
    } catch (TemplateException e) {
      violations.add(pointer, String.valueOf(e.getMessage()));
    }
  }

  /** Without one of its own a job is saved in a directory of its name. */
  private void defaultDir() {
    if (job.path("name").isTextual() && !job.path("save").has("dir")) {
      notKept(Template.parsePath("{job.name}"), "/name", "as the job's directory, ");
    }
  }

  private void notKept(Template template, String pointer, String as) {
    String name = job.path("name").textValue();
    String kept = template.keptPart(variable -> variable.equals("job.name") ? name : null);
    if (kept != null) {
      violations.add(pointer, as + "the name " + kept + " is kept for files under way");
    }
  }

  private boolean isAskedFor(String name) {
    return job.at("/lookup/set").has(name)
        || job.at("/locate/set").has(name)
        || job.at("/source/locate/set").has(name);
  }

  private Set<String> url(JsonNode posted, String pointer, Predicate<String> known) {
    if (!posted.isTextual()) {
      return Set.of();
    }
    try {
      UrlTemplate template = UrlTemplate.parse(posted.textValue());
      report(template.unknown(known), known, pointer);
      needsJobName(template.variables(), pointer);
      if (posted.textValue().isBlank()) {
        violations.add(pointer, "the URL is empty");
      } else if (!pointer.endsWith("itemUrl")) {
        checkShape(posted.textValue(), pointer);
      }
      return template.variables();
    } catch (TemplateException e) {
      violations.add(pointer, String.valueOf(e.getMessage()));
      return Set.of();
    }
  }

  private void checkShape(String template, String pointer) {
    String problem = TemplateShape.problem(template);
    if (problem != null) {
      violations.add(pointer, problem);
    }
  }

  private Set<String> text(String posted, String pointer, Predicate<String> known) {
    try {
      Template template = Template.parseText(posted);
      report(template.unknown(known), known, pointer);
      return template.names();
    } catch (TemplateException e) {
      violations.add(pointer, String.valueOf(e.getMessage()));
      return Set.of();
    }
  }

  private void report(Set<String> unknown, Predicate<String> known, String pointer) {
    if (unknown.isEmpty() || violations.full()) {
      return;
    }
    Set<String> names = new TreeSet<>(Template.STANDARD_VARIABLES);
    names.addAll(PAGE);
    // Each unknown name is compared with each of these, and a job may bring very many.
    if (fields.near().size() <= MOST_COMPARED) {
      names.addAll(fields.near());
    }
    names.removeIf(known.negate());
    for (String name : unknown) {
      String near = NearName.asked(Modifier.variableOf(name), names);
      violations.add(pointer, "{" + name + "} is no variable here" + near);
    }
  }

  private void needsJobName(Set<String> names, String pointer) {
    if (names.contains("job.name") && !job.has("name")) {
      violations.add(pointer, "{job.name} is used, but the job has no name");
    }
  }
}
