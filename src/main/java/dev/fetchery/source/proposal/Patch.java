package dev.fetchery.source.proposal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fetchery.job.PageRequest.Encoding;
import dev.fetchery.job.Proposal;
import dev.fetchery.spec.Secrets;
import dev.fetchery.url.UrlQuery;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a source is to become: a merge patch (RFC 7396) that grows. */
final class Patch {
  /** Where a GraphQL query names the variable that holds the cursor. */
  private static final Pattern AFTER =
      Pattern.compile("\\bafter\\s*:\\s*\\$([A-Za-z_][A-Za-z0-9_]*)");

  private final Asked asked;
  private final ObjectNode json = JsonNodeFactory.instance.objectNode();
  private String url;

  Patch(Asked asked) {
    this.asked = asked;
    this.url = asked.url();
    if (!asked.listing()) {
      json.put("type", "pages");
    }
  }

  /**
   * Has a parameter say which page is asked for.
   *
   * @return whether that can be said: a URL that holds a secret is not repeated
   */
  boolean parameter(String name, String template) {
    if (asked.inUrl(name).isPresent()) {
      return url(new UrlQuery(url).with(name, template));
    }
    String where =
        switch (asked.encoding()) {
          case QUERY -> "query";
          case FORM -> "form";
          case JSON -> "json";
        };
    json.withObject("/" + where).put(name, template);
    return true;
  }

  /**
   * Has a parameter say the cursor, and begin with the value that it is given: a parameter of the
   * query stands in place of the URL's own once it has a value.
   *
   * @return whether that can be said
   */
  boolean cursorFrom(String name) {
    if (asked.inUrl(name).isEmpty() && !asked.inQuery(name)) {
      return false;
    }
    json.withObject("/query").put(name, "{cursor}");
    return asked.inUrl(name).isPresent() || url(new UrlQuery(url).plus(name, asked.value(name)));
  }

  /** Takes a fixed parameter out of the URL. */
  boolean without(String name) {
    return asked.inUrl(name).isEmpty() || url(new UrlQuery(url).with(name, ""));
  }

  private boolean url(String changed) {
    url = changed;
    json.put("url", changed);
    return Secrets.maskUrl(asked.url()).equals(asked.url());
  }

  /** Whether the request is GraphQL's, whose variables are within its JSON. */
  boolean isGraphQl() {
    return asked.encoding() == Encoding.JSON && asked.parameters().containsKey("query");
  }

  /** Sends the cursor as the variable that the query's {@code after} names. */
  boolean graphQlCursor() {
    Matcher after = AFTER.matcher(asked.parameters().getOrDefault("query", ""));
    boolean found = after.find();
    if (found) {
      json.withObject("/json/variables").put(after.group(1), "{cursor}");
    }
    return found;
  }

  void put(String field, String value) {
    json.put(field, value);
  }

  void put(String field, int value) {
    json.put(field, value);
  }

  /** The proposal, with {@code more} as this one field says it. */
  Proposal more(String field, @Nullable String place, String why) {
    ObjectNode more = json.putObject("more");
    if (place == null) {
      more.put(field, true);
    } else {
      more.put(field, place);
    }
    return new Proposal(more.toString(), "/source", json.toString(), why);
  }
}
