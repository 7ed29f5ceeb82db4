package dev.fetchery.source;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
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

    private final String why;

    BadPageException(String why) {
      super(why);
      this.why = why;
    }

    String why() {
      return why;
    }
  }

  private final Discovery.Document document;
  private final PageState state;
  private final JsonNode tree;
  private final JsonNode list;

  PageAnswer(Discovery.Document document, PageState state, String at) throws BadPageException {
    this.document = document;
    this.state = state;
    this.tree = read();
    this.list = tree.at(JsonPointer.compile(at));
    if (!list.isArray()) {
      throw bad("has no list" + (at.isEmpty() ? "" : " at " + at));
    }
  }

  private JsonNode read() throws BadPageException {
    try {
      return FetchedJson.read(document.bytes());
    } catch (IOException e) {
      throw bad("is " + FetchedJson.why(e));
    }
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
    return list.isEmpty() ? null : numbered;
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
    return new BadPageException("page " + state.page() + " " + why);
  }
}
