package dev.fetchery.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.PageRequest;
import dev.fetchery.job.Source;
import dev.fetchery.naming.Modifier;
import dev.fetchery.naming.Template;
import dev.fetchery.spec.UrlTemplate;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The variables that a job's templates name, and fields inside fields by their path ({@code
 * metadata.title}). Only those that a template names are taken from inside an element, or for each
 * of its members: all of them would make every item as large as its element.
 */
final class NamedFields {
  private static final String PARENT = "parent.";

  private NamedFields() {}

  /** Names that may be variables of the job's items. */
  static Set<String> ofItems(JobSpec spec) {
    Set<String> written = new LinkedHashSet<>();
    for (String path : new String[] {spec.save().dir(), spec.save().as()}) {
      if (path != null) {
        written.addAll(Template.parse(path).unknown(name -> false));
      }
    }
    if (spec.lookup() != null) {
      written.addAll(UrlTemplate.parse(spec.lookup().url()).names());
    }
    if (spec.locate() != null) {
      written.addAll(UrlTemplate.parse(spec.locate().url()).names());
    }
    return written;
  }

  /**
   * Of the names that a source's entries and those that follow from them are asked for: those that
   * the source's own templates name too.
   */
  static Set<String> withOwn(Set<String> names, Source source) {
    Set<String> all = new HashSet<>(names);
    addOwn(source, all);
    return all;
  }

  /** What a parent's entries are asked for, where a child's templates and items name these. */
  static Set<String> ofParent(Set<String> names) {
    Set<String> above = new HashSet<>();
    for (String name : names) {
      if (name.startsWith(PARENT)) {
        above.add(name.substring(PARENT.length()));
      }
    }
    return above;
  }

  /** The paths that such names may be, with and without what may be modifiers. */
  static Set<String> paths(Set<String> names) {
    Set<String> paths = new HashSet<>();
    for (String name : names) {
      boolean elsewhere = name.startsWith(PARENT) || Template.STANDARD_VARIABLES.contains(name);
      if (!elsewhere) {
        paths.add(name);
        paths.add(Modifier.variableOf(name));
      }
    }
    paths.removeAll(Template.STANDARD_VARIABLES);
    return paths;
  }

  private static void addOwn(Source source, Set<String> names) {
    if (source instanceof Source.Selected selected) {
      addOwn(selected.source(), names);
    } else if (source instanceof Source.Template template) {
      addUrl(template.url(), names);
    } else if (source instanceof Source.Json json) {
      addUrl(json.url(), names);
      addUrl(json.places().itemUrl(), names);
    } else if (source instanceof Source.Document document) {
      addUrl(document.url(), names);
      addUrl(document.places().itemUrl(), names);
    } else if (source instanceof Source.Pages pages) {
      names.addAll(ofRequests(pages.request()));
      addUrl(pages.places().itemUrl(), names);
    }
  }

  /** The names, as written, in the requests of a listing. */
  static Set<String> ofRequests(PageRequest asked) {
    Set<String> names = new LinkedHashSet<>();
    addUrl(asked.url(), names);
    boolean json = asked.encoding() == PageRequest.Encoding.JSON;
    asked.query().values().forEach(value -> addParameter(value, false, names));
    asked.parameters().values().forEach(value -> addParameter(value, json, names));
    return names;
  }

  private static void addUrl(@Nullable String url, Set<String> names) {
    // A URL that is no template may hold what no template may.
    if (url != null && url.indexOf('{') >= 0) {
      names.addAll(UrlTemplate.parse(url).names());
    }
  }

  private static void addParameter(String value, boolean json, Set<String> names) {
    if (json) {
      addTexts(Positions.read(value), names);
    } else {
      names.addAll(Template.parseText(value).unknown(name -> false));
    }
  }

  private static void addTexts(JsonNode value, Set<String> names) {
    if (value.isTextual()) {
      names.addAll(Template.parseText(value.textValue()).unknown(name -> false));
    }
    value.forEach(part -> addTexts(part, names));
  }

  /** The field of that path; a missing node where there is none. A name may itself hold dots. */
  static JsonNode at(JsonNode element, String path) {
    JsonNode whole = child(element, path);
    if (!whole.isMissingNode()) {
      return whole;
    }
    for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
      JsonNode inside = child(element, path.substring(0, dot));
      JsonNode found =
          inside.isContainerNode()
              ? at(inside, path.substring(dot + 1))
              : MissingNode.getInstance();
      if (!found.isMissingNode()) {
        return found;
      }
    }
    return MissingNode.getInstance();
  }

  private static JsonNode child(JsonNode parent, String name) {
    if (!parent.isArray()) {
      return parent.path(name);
    }
    boolean index =
        !name.isEmpty() && name.length() < 10 && name.chars().allMatch(NamedFields::isDigit);
    return index ? parent.path(Integer.parseInt(name)) : MissingNode.getInstance();
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
