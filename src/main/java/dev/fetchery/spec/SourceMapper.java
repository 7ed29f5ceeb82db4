package dev.fetchery.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.job.DocumentFormat;
import dev.fetchery.job.Source;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the JSON of valid sources into values, defaults filled in. */
final class SourceMapper {
  private SourceMapper() {}

  static Source document(JsonNode source) {
    JsonNode format = source.path("format");
    return new Source.Document(
        source.get("url").textValue(),
        DocumentFormat.of(format.asText()).orElse(null),
        source.path("select").asText(Source.Document.LINKS),
        source.path("attr").asText(Source.Document.REFERENCE),
        source.path("recurse").asInt(0),
        JobMapper.places(source),
        JobMapper.texts(source.path("headers")));
  }

  static Source.Pages.@Nullable Total total(JsonNode pages) {
    if (pages.has("totalAt")) {
      return new Source.Pages.Total.At(pages.get("totalAt").textValue());
    }
    return pages.has("totalHeader")
        ? new Source.Pages.Total.Header(pages.get("totalHeader").textValue())
        : null;
  }

  /** The source, with the globs that select among its entries. */
  static Source selected(Source source, JsonNode json) {
    List<String> include = texts(json.path("include"));
    List<String> exclude = texts(json.path("exclude"));
    return include.isEmpty() && exclude.isEmpty()
        ? source
        : new Source.Selected(source, include, exclude);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>(array.size());
    array.forEach(text -> texts.add(text.textValue()));
    return texts;
  }
}
