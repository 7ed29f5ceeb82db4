package dev.fetchery.source;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Header;
import dev.fetchery.job.NextPage;
import dev.fetchery.json.FetchedJson;
import dev.fetchery.url.WebUrl;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A fetched page: the elements it lists, and which page follows. */
final class PageAnswer {
  /** A page cannot be used. */
  static final class BadPageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String why;

    BadPageException(ErrorCode code, String why) {
      super(why);
      this.code = code;
      this.why = why;
    }

    Fault fault() {
      return new Fault(code, why);
    }
  }

  private final Discovery.Document document;
  private final PageState state;
  private final JsonNode tree;
  private final JsonNode list;
  private final @Nullable Fault fault;

  PageAnswer(Discovery.Document document, PageState state, String at) throws BadPageException {
    this.document = document;
    this.state = state;
    FetchedJson.Content content = read();
    this.tree = content.value();
    JsonNode found = tree.at(JsonPointer.compile(at));
    // Some write no list where it would be empty, but null.
    this.list = found.isNull() ? JsonNodeFactory.instance.arrayNode() : found;
    if (!list.isArray()) {
      throw bad("has no list" + (at.isEmpty() ? "" : " at " + at));
    }
    this.fault = doubtful(content, at);
  }

  private FetchedJson.Content read() throws BadPageException {
    try {
      byte[] body = document.body();
      long most = Math.min(FetchedJson.MAX_VALUES, Math.max(1, document.maxBytes()));
      FetchedJson.Content content =
          FetchedJson.content(
              document.stream(document.codings()),
              body == null ? Long.MAX_VALUE : body.length,
              (int) most);
      document.discard();
      return content;
    } catch (UnpackException e) {
      throw bad(e.code(), "is " + e.why());
    } catch (IOException e) {
      throw bad("is " + FetchedJson.why(e));
    }
  }

  /** What is wrong with a page that lists something nevertheless, or null. */
  private @Nullable Fault doubtful(FetchedJson.Content content, String at) {
    if (content.trailing() != null) {
      return bad("is " + FetchedJson.why(content.trailing())).fault();
    }
    for (String twice : content.twice()) {
      if (at.equals(twice) || at.startsWith(twice + "/")) {
        return bad("gives " + twice + " twice").fault();
      }
    }
    return null;
  }

  /** Why what the page lists may not be all of it, or null. */
  @Nullable Fault fault() {
    return fault;
  }

  JsonNode elements() {
    return list;
  }

  /** The next page, or null after the last. */
  @Nullable PageState next(NextPage more) throws BadPageException {
    PageState numbered = state.after(list.size());
    if (more instanceof NextPage.Header header) {
      return says(headers(header.name()), "header " + header.name()) ? numbered : null;
    }
    if (more instanceof NextPage.At at) {
      JsonNode node = tree.at(JsonPointer.compile(at.pointer()));
      String text = node.isValueNode() && !node.isNull() ? node.asText() : "";
      return says(List.of(text), "value at " + at.pointer()) ? numbered : null;
    }
    if (more instanceof NextPage.CursorAt cursor) {
      return cursor(numbered, cursor.pointer());
    }
    if (more instanceof NextPage.Link link) {
      String target = LinkHeader.target(headers("link"), link.relation());
      return target == null ? null : link(numbered, target);
    }
    if (more instanceof NextPage.NextAt next) {
      return nextAt(numbered, next.pointer());
    }
    return list.isEmpty() ? null : numbered;
  }

  private @Nullable PageState nextAt(PageState numbered, String pointer) throws BadPageException {
    JsonNode next = tree.at(JsonPointer.compile(pointer));
    if (next.isMissingNode() || next.isNull()) {
      return null;
    }
    if (!next.isTextual()) {
      throw bad("has no URL at " + pointer);
    }
    String target = Elements.stripped(next.textValue());
    return target.isEmpty() ? null : link(numbered, target);
  }

  private @Nullable PageState cursor(PageState numbered, String pointer) throws BadPageException {
    JsonNode cursor = tree.at(JsonPointer.compile(pointer));
    if (cursor.isContainerNode()) {
      throw bad("has no cursor at " + pointer);
    }
    String text = cursor.isMissingNode() || cursor.isNull() ? "" : cursor.asText();
    return text.isEmpty() ? null : numbered.withCursor(text, cursor.isNumber());
  }

  private PageState link(PageState numbered, String target) throws BadPageException {
    String url = document.fetchedUrl().resolve(target);
    if (WebUrl.problem(url) != null) {
      throw bad("names a next page that has no http(s) URL");
    }
    return numbered.withLink(url);
  }

  private List<String> headers(String name) {
    return document.headers().stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .toList();
  }

  private boolean says(List<String> values, String where) throws BadPageException {
    String value = values.isEmpty() ? "" : values.get(0).strip().toLowerCase(Locale.ROOT);
    if (!value.equals("true") && !value.equals("false")) {
      throw bad(
          "does not say whether more pages follow: the " + where + " is neither true nor false");
    }
    return value.equals("true");
  }

  private BadPageException bad(String why) {
    return bad(ErrorCode.BAD_DOCUMENT, why);
  }

  private BadPageException bad(ErrorCode code, String why) {
    String place = document.url() == null ? "" : " (" + document.url() + ")";
    return new BadPageException(code, "page " + state.page() + place + " " + why);
  }
}
