package dev.fetchery.cli;

import dev.fetchery.job.Source.Manifest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a list is read, beside its format. */
final class ReadingOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--url-column",
      paramLabel = "NAME",
      description = "Column of a table, or field of NDJSON, that holds the URL; url by default.")
  private @Nullable String urlColumn;

  @Option(
      names = "--on-bad-line",
      paramLabel = "POLICY",
      description = "reject takes no list with a bad line; fail makes each an item that fails.")
  private @Nullable String onBadLine;

  /**
   * @throws ParameterException where they make no sense, for a list of this format
   */
  Manifest.Reading of(ListFormat format) {
    if (urlColumn != null && (urlColumn.isBlank() || format == ListFormat.TXT)) {
      throw new ParameterException(
          spec.commandLine(), "--url-column is the name of a column, or of a field of NDJSON");
    }
    check();
    return new Manifest.Reading(urlColumn, "fail".equals(onBadLine));
  }

  /**
   * @throws ParameterException where one can mean nothing, whatever the list is
   */
  void check() {
    if (onBadLine != null && !onBadLine.equals("fail") && !onBadLine.equals("reject")) {
      throw Mistakes.refused(spec.commandLine(), "--on-bad-line", "fail or reject", onBadLine);
    }
  }

  /** The first of them that was given, or the empty text. */
  String given() {
    return urlColumn != null ? "--url-column" : onBadLine != null ? "--on-bad-line" : "";
  }
}
