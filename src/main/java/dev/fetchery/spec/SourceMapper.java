package dev.fetchery.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.job.DocumentFormat;
import dev.fetchery.job.NextPage;
import dev.fetchery.job.PageRequest;
import dev.fetchery.job.Places;
import dev.fetchery.job.Source;
import dev.fetchery.job.UrlEntry;
import dev.fetchery.job.Values;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the JSON of valid sources into values, defaults filled in. */
final class SourceMapper {
  private static final int DEFAULT_AHEAD = 4;

  private SourceMapper() {}

  static Source source(JsonNode source) {
    Source own = selected(ownSource(source), source);
    return source.has("parent") ? new Source.Chain(source(source.get("parent")), own) : own;
  }

  private static Source ownSource(JsonNode source) {
    return switch (source.get("type").textValue()) {
      case "urls" -> urls(source.get("urls"));
      case "json" ->
          new Source.Json(
              source.get("url").textValue(),
              JsonFields.textOr(source.get("at"), ""),
              places(source),
              JsonFields.texts(source.path("headers")));
      case "template" ->
          new Source.Template(
              JsonFields.textOr(source.get("url"), ""), values(source.get("values")));
      case "repeat" ->
          new Source.Repeat(source.get("url").textValue(), source.get("count").longValue());
      case "pages" -> pages(source);
      case "document" -> document(source);
      case "manifest" ->
          new Source.Manifest(
              Source.Manifest.Format.valueOf(
                  source.get("format").textValue().toUpperCase(Locale.ROOT)),
              source.get("file").textValue(),
              source.get("items").longValue(),
              new Source.Manifest.Reading(
                  JsonFields.textOrNull(source.get("urlColumn")),
                  JsonFields.textOr(source.get("onBadLine"), "").equals("fail")));
      default -> throw new IllegalArgumentException("no such source: " + source.get("type"));
    };
  }

  private static Source urls(JsonNode urls) {
    List<UrlEntry> entries = new ArrayList<>(urls.size());
    urls.forEach(element -> entries.add(UrlEntries.of(element)));
    return new Source.Urls(entries);
  }

  private static Values values(JsonNode values) {
    if (values.isObject()) {
      return new Values.Range(
          values.get("from").longValue(),
          values.get("to").longValue(),
          values.path("width").intValue());
    }
    List<Map<String, String>> listed = new ArrayList<>(values.size());
    List<Set<String>> nulls = new ArrayList<>(values.size());
    for (JsonNode value : values) {
      listed.add(value.isObject() ? JsonFields.texts(value) : Map.of("value", value.asText()));
      nulls.add(nulls(value));
    }
    return new Values.Listed(listed, nulls);
  }

  private static Set<String> nulls(JsonNode value) {
    Set<String> nulls = new HashSet<>();
    value
        .properties()
        .forEach(
            member -> {
              if (member.getValue().isNull()) {
                nulls.add(member.getKey());
              }
            });
    return nulls;
  }

  private static Source pages(JsonNode pages) {
    PageRequest.Encoding encoding = encodingOf(pages);
    Map<String, String> parameters =
        encoding == PageRequest.Encoding.JSON
            ? JsonFields.jsonTexts(pages.get("json"))
            : JsonFields.texts(pages.path(encoding.name().toLowerCase(Locale.ROOT)));
    String method = encoding == PageRequest.Encoding.QUERY ? "GET" : "POST";
    PageRequest request =
        new PageRequest(
            pages.get("url").textValue(),
            JsonFields.textOr(pages.get("method"), method),
            encoding,
            parameters,
            encoding == PageRequest.Encoding.QUERY
                ? Map.of()
                : JsonFields.texts(pages.path("query")),
            JsonFields.texts(pages.path("headers")));
    return new Source.Pages(
        request,
        pages.path("perPage").intValue(),
        JsonFields.textOr(pages.get("at"), ""),
        places(pages),
        more(pages.get("more")),
        pages.path("ahead").asInt(DEFAULT_AHEAD),
        total(pages));
  }

  /** Where the elements of a source say what their items are. */
  private static Places places(JsonNode source) {
    return new Places(
        JsonFields.textOrNull(source.get("urlAt")),
        JsonFields.textOrNull(source.get("keyAt")),
        JsonFields.textOrNull(source.get("itemUrl")),
        JsonFields.textOrNull(source.get("each")),
        JsonFields.texts(source.path("expectAt")));
  }

  private static PageRequest.Encoding encodingOf(JsonNode pages) {
    if (pages.has("form")) {
      return PageRequest.Encoding.FORM;
    }
    return pages.has("json") ? PageRequest.Encoding.JSON : PageRequest.Encoding.QUERY;
  }

  private static NextPage more(@Nullable JsonNode more) {
    if (more == null) {
      return new NextPage.Unsaid();
    }
    if (more.has("header")) {
      return new NextPage.Header(more.get("header").textValue());
    }
    if (more.has("at")) {
      return new NextPage.At(more.get("at").textValue());
    }
    if (more.has("cursorAt")) {
      return new NextPage.CursorAt(more.get("cursorAt").textValue());
    }
    if (more.has("nextAt")) {
      return new NextPage.NextAt(more.get("nextAt").textValue());
    }
    return more.has("link")
        ? new NextPage.Link(more.get("link").textValue())
        : new NextPage.UntilEmpty();
  }

  private static Source document(JsonNode source) {
    JsonNode format = source.path("format");
    return new Source.Document(
        source.get("url").textValue(),
        DocumentFormat.of(format.asText()).orElse(null),
        source.path("select").asText(Source.Document.LINKS),
        source.path("attr").asText(Source.Document.REFERENCE),
        source.path("recurse").asInt(0),
        places(source),
        JsonFields.texts(source.path("headers")));
  }

  private static Source.Pages.@Nullable Total total(JsonNode pages) {
    if (pages.has("totalAt")) {
      return new Source.Pages.Total.At(pages.get("totalAt").textValue());
    }
    return pages.has("totalHeader")
        ? new Source.Pages.Total.Header(pages.get("totalHeader").textValue())
        : null;
  }

  /** The source, with the globs that select among its entries. */
  private static Source selected(Source source, JsonNode json) {
    List<String> include = list(json.path("include"));
    List<String> exclude = list(json.path("exclude"));
    return include.isEmpty() && exclude.isEmpty()
        ? source
        : new Source.Selected(source, include, exclude);
  }

  private static List<String> list(JsonNode array) {
    List<String> texts = new ArrayList<>(array.size());
    array.forEach(text -> texts.add(text.textValue()));
    return texts;
  }
}
