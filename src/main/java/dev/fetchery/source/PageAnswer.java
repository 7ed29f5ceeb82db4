package dev.fetchery.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Header;
import dev.fetchery.job.NextPage;
import dev.fetchery.job.Source;
import dev.fetchery.json.FetchedJson;
import dev.fetchery.json.JsonParts;
import dev.fetchery.json.path.JsonPath;
import dev.fetchery.json.path.JsonPlace;
import dev.fetchery.url.WebUrl;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A fetched page: the elements it lists, and which page follows. */
final class PageAnswer {
  /** The member in which an answer names what failed (GraphQL, 7.1.2). */
  static final String ERRORS = "errors";

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
  private final List<JsonEntries.Entry> entries;
  private final int received;
  private final @Nullable Fault fault;
  private final int skipped;

  /**
   * @param at where a page lists its entries
   * @param wanted what is asked for of a page, that among it
   */
  PageAnswer(Discovery.Document document, PageState state, String at, JsonParts wanted)
      throws BadPageException {
    this.document = document;
    this.state = state;
    FetchedJson.Content content = read(wanted);
    this.tree = content.value();
    this.skipped = content.skipped();
    JsonPlace place = JsonPlace.parse(at);
    try {
      this.entries = entries(place);
    } catch (JsonPath.TooCostlyException e) {
      throw bad(ErrorCode.TOO_LARGE, "is too large for " + at + ": " + e.getMessage());
    }
    this.received = place.goesByChild() ? place.beginningIn(tree).size() : entries.size();
    this.fault = doubtful(content, place);
  }

  private List<JsonEntries.Entry> entries(JsonPlace place) throws BadPageException {
    if (place.isSingular()) {
      JsonNode list = place.at(tree);
      // Some write no list where it would be empty, but null.
      if (!list.isArray() && (!list.isNull() || namesErrors())) {
        String why = namesErrors() ? "names errors, and has no list" : "has no list";
        throw bad(why + Elements.at(place));
      }
    }
    return JsonEntries.Entry.at(place, tree);
  }

  private FetchedJson.Content read(JsonParts wanted) throws BadPageException {
    try {
      byte[] body = document.body();
      long most = Math.min(FetchedJson.MAX_VALUES, Math.max(1, document.maxBytes()));
      FetchedJson.Content content =
          FetchedJson.content(
              document.stream(document.codings()),
              body == null ? Long.MAX_VALUE : body.length,
              wanted,
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
  private @Nullable Fault doubtful(FetchedJson.Content content, JsonPlace place) {
    if (content.trailing() != null) {
      return bad("is " + FetchedJson.why(content.trailing())).fault();
    }
    String at = place.beginningText();
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

  /** Those of its entries that were asked for. */
  List<JsonEntries.Entry> entries() {
    return entries;
  }

  /** How many entries it has, those included that were not asked for. */
  int received() {
    return received;
  }

  /** Tells pages apart by what they hold. */
  int fingerprint() {
    return 31 * tree.hashCode() + skipped;
  }

  /** How many entries the listing has in all, as the page says, or -1. */
  long total(Source.Pages.@Nullable Total total) {
    String text = "";
    if (total instanceof Source.Pages.Total.At at) {
      JsonNode said = place(at.place());
      text = said.isValueNode() ? Elements.plain(said) : "";
    } else if (total instanceof Source.Pages.Total.Header header) {
      List<String> values = headers(header.name());
      text = values.isEmpty() ? "" : values.get(0).strip();
    }
    return text.matches("[0-9]{1,15}") ? Long.parseLong(text) : -1;
  }

  private JsonNode place(String place) {
    try {
      return JsonPlace.parse(place).at(tree);
    } catch (JsonPath.TooCostlyException e) {
      return MissingNode.getInstance();
    }
  }

  /** The next page, or null after the last. */
  @Nullable PageState next(NextPage more) throws BadPageException {
    PageState numbered = state.after(received);
    if (more instanceof NextPage.Header header) {
      return says(headers(header.name()), "header " + header.name()) ? numbered : null;
    }
    if (more instanceof NextPage.At at) {
      JsonNode node = place(at.pointer());
      String text = node.isValueNode() && !node.isNull() ? node.asText() : "";
      return says(
              List.of(text), at.pointer().isEmpty() ? "whole answer" : "value at " + at.pointer())
          ? numbered
          : null;
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
    return received == 0 || more instanceof NextPage.Unsaid ? null : numbered;
  }

  private @Nullable PageState nextAt(PageState numbered, String pointer) throws BadPageException {
    JsonNode next = place(pointer);
    if (isNone(next, pointer)) {
      return null;
    }
    if (!next.isTextual()) {
      throw bad("has no URL" + at(pointer));
    }
    String target = Elements.stripped(next.textValue());
    return target.isEmpty() ? null : link(numbered, target);
  }

  /** Whether there is none. Where others leave it out or say null, some say false. */
  private boolean isNone(JsonNode next, String pointer) throws BadPageException {
    boolean nothing = next.isMissingNode() || next.isNull();
    if (nothing && namesErrors()) {
      throw bad("names errors, and does not say" + at(pointer) + " what follows");
    }
    return nothing || next.isBoolean() && !next.booleanValue();
  }

  /** As GraphQL does in an answer with status 200, in which a null stands for what failed. */
  private boolean namesErrors() {
    return tree.path(ERRORS).isArray() && !tree.path(ERRORS).isEmpty();
  }

  private @Nullable PageState cursor(PageState numbered, String pointer) throws BadPageException {
    JsonNode cursor = place(pointer);
    if (isNone(cursor, pointer)) {
      return null;
    }
    if (cursor.isContainerNode() || cursor.isBoolean()) {
      throw bad("has no cursor" + at(pointer));
    }
    String text = cursor.asText();
    return text.isEmpty() ? null : numbered.withCursor(text, cursor.isNumber());
  }

  private static String at(String pointer) {
    return Elements.at(JsonPlace.parse(pointer));
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
