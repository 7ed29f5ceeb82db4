package dev.fetchery.source;

import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Source;
import dev.fetchery.spec.UrlTemplate;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens sources, those that expand others included. */
final class SourceOpener {
  private final JobSpec spec;
  private final Discoveries.Owner owner;
  private final @Nullable Proposals proposals;

  /**
   * @param proposals of a dry run, else null
   */
  SourceOpener(JobSpec spec, Discoveries.Owner owner, @Nullable Proposals proposals) {
    this.spec = spec;
    this.owner = owner;
    this.proposals = proposals;
  }

  /**
   * @param variables of the job, and of the branch that the source expands
   * @param position where an earlier discovery of it stopped, or null
   * @throws IllegalArgumentException if the position is not one of this source's
   */
  Discovery open(Source source, Map<String, String> variables, @Nullable String position) {
    return open(source, variables, new Wanted(NamedFields.ofItems(spec), 0, false), position);
  }

  /**
   * What is made of a source's entries.
   *
   * @param names of variables that they may be asked for
   * @param level 0 where they are the job's items, more where they are branches
   * @param expanding whether the source expands a branch, and so is of its URL
   */
  private record Wanted(Set<String> names, int level, boolean expanding) {
    /** What is made of the entries that name the branches. */
    Wanted ofParent(Set<String> asked) {
      return new Wanted(NamedFields.ofParent(asked), level + 1, false);
    }

    Wanted ofChild() {
      return new Wanted(names, level, true);
    }
  }

  private Discovery open(
      Source source, Map<String, String> variables, Wanted wanted, @Nullable String position) {
    if (source instanceof Source.Selected selected) {
      return new SelectedDiscovery(
          open(selected.source(), variables, wanted, position),
          new Selection(selected.include(), selected.exclude()));
    }
    if (source instanceof Source.Chain chain) {
      Set<String> all = NamedFields.withOwn(wanted.names(), chain.child());
      Wanted above = wanted.ofParent(all);
      return new ChainDiscovery(
          from -> open(chain.parent(), variables, above, from),
          (branch, from) -> child(chain.child(), variables, wanted.ofChild(), branch, from),
          above.names(),
          position,
          owner.unforeseen());
    }
    if (source instanceof Source.Urls urls) {
      return new UrlsDiscovery(urls, position);
    }
    if (source instanceof Source.Manifest manifest) {
      return new ManifestDiscovery(manifest, owner.dataDir().resolve(manifest.file()), position);
    }
    // What is asked for where an item is stands for the URL of an entry that has none.
    String otherUrl = wanted.level() == 0 && spec.locate() != null ? spec.locate().url() : null;
    if (source instanceof Source.Template template) {
      Source.Template one =
          template.url().isEmpty() && otherUrl != null
              ? new Source.Template(otherUrl, template.values())
              : template;
      return new TemplateDiscovery(one, variables, position);
    }
    if (source instanceof Source.Repeat repeat) {
      return new RepeatDiscovery(repeat, position);
    }
    Set<String> named = NamedFields.paths(NamedFields.withOwn(wanted.names(), source));
    if (source instanceof Source.Json json) {
      Source.Json one = wanted.expanding() ? json.of(expanded(json.url(), variables)) : json;
      return watched(new JsonDiscovery(one, variables, named, otherUrl, position), json, wanted);
    }
    if (source instanceof Source.Document document) {
      Source.Document one =
          wanted.expanding() ? document.of(expanded(document.url(), variables)) : document;
      return new DocumentDiscovery(one, variables, named, otherUrl, position);
    }
    Source.Pages pages = (Source.Pages) source;
    int attempts = spec.retry().attempts();
    return watched(
        new PagesDiscovery(pages, variables, named, otherUrl, position, owner.maxPages(), attempts),
        pages,
        wanted);
  }

  private Discovery watched(Discovery opened, Source source, Wanted wanted) {
    return proposals == null ? opened : proposals.watched(opened, source, wanted.level());
  }

  private Discovery child(
      Source source,
      Map<String, String> job,
      Wanted wanted,
      Branch branch,
      @Nullable String position) {
    Map<String, String> variables = new HashMap<>(job);
    variables.putAll(branch.variables());
    return open(source, variables, wanted, position);
  }

  private static String expanded(String template, Map<String, String> variables) {
    return UrlTemplate.parse(template).expand(variables::get);
  }
}
