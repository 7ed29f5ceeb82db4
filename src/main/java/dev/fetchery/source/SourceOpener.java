package dev.fetchery.source;

import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Source;
import dev.fetchery.naming.MissingVariableException;
import dev.fetchery.spec.UrlTemplate;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens sources, those that expand others included. */
final class SourceOpener {
  private final JobSpec spec;
  private final Path dataDir;
  private final long maxPages;

  /**
   * @param dataDir where a streamed list was spooled
   * @param maxPages pages requested at most of each listing
   */
  SourceOpener(JobSpec spec, Path dataDir, long maxPages) {
    this.spec = spec;
    this.dataDir = dataDir;
    this.maxPages = maxPages;
  }

  /**
   * @param variables of the job, and of the branch that the source expands
   * @param position where an earlier discovery of it stopped, or null
   * @throws IllegalArgumentException if the position is not one of this source's
   */
  Discovery open(Source source, Map<String, String> variables, @Nullable String position) {
    return open(source, variables, new Wanted(NamedFields.ofItems(spec), true), position);
  }

  /**
   * What is made of a source's entries.
   *
   * @param names of variables that they may be asked for
   * @param items whether they are the job's items, and not branches
   */
  private record Wanted(Set<String> names, boolean items) {}

  private Discovery open(
      Source source, Map<String, String> variables, Wanted wanted, @Nullable String position) {
    if (source instanceof Source.Selected selected) {
      return new SelectedDiscovery(
          open(selected.source(), variables, wanted, position),
          new Selection(selected.include(), selected.exclude()));
    }
    if (source instanceof Source.Chain chain) {
      Set<String> all = NamedFields.withOwn(wanted.names(), chain.child());
      return new ChainDiscovery(
          from ->
              open(chain.parent(), variables, new Wanted(NamedFields.ofParent(all), false), from),
          (branch, from) -> child(chain.child(), variables, wanted, branch, from),
          position);
    }
    if (source instanceof Source.Urls urls) {
      return new UrlsDiscovery(urls, position);
    }
    if (source instanceof Source.Manifest manifest) {
      return new ManifestDiscovery(manifest, dataDir.resolve(manifest.file()), position);
    }
    if (source instanceof Source.Template template) {
      return new TemplateDiscovery(template, variables, position);
    }
    if (source instanceof Source.Repeat repeat) {
      return new RepeatDiscovery(repeat, position);
    }
    Set<String> named = NamedFields.paths(NamedFields.withOwn(wanted.names(), source));
    // What is asked for where an item is stands for the URL of an entry that has none.
    String otherUrl = wanted.items() && spec.locate() != null ? spec.locate().url() : null;
    if (source instanceof Source.Json json) {
      return new JsonDiscovery(json, variables, named, otherUrl, position);
    }
    if (source instanceof Source.Document document) {
      return new DocumentDiscovery(document, variables, named, otherUrl, position);
    }
    return new PagesDiscovery(
        (Source.Pages) source,
        variables,
        named,
        otherUrl,
        position,
        maxPages,
        spec.retry().attempts());
  }

  private Discovery child(
      Source source,
      Map<String, String> job,
      Wanted wanted,
      Branch branch,
      @Nullable String position)
      throws ChainDiscovery.BranchException {
    Map<String, String> variables = new HashMap<>(job);
    variables.putAll(branch.variables());
    try {
      return open(bound(source, variables), variables, wanted, position);
    } catch (MissingVariableException e) {
      throw new ChainDiscovery.BranchException(String.valueOf(e.getMessage()));
    }
  }

  /** The source with its URL filled in, where it is one URL for the branch. */
  private static Source bound(Source source, Map<String, String> variables) {
    if (source instanceof Source.Selected selected) {
      return new Source.Selected(
          bound(selected.source(), variables), selected.include(), selected.exclude());
    }
    if (source instanceof Source.Json json) {
      return json.of(expanded(json.url(), variables));
    }
    return source instanceof Source.Document document
        ? document.of(expanded(document.url(), variables))
        : source;
  }

  private static String expanded(String template, Map<String, String> variables) {
    return UrlTemplate.parse(template).expand(variables::get);
  }
}
