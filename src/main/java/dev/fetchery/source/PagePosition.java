package dev.fetchery.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * Where the reading of a listing goes on.
 *
 * @param page to be asked for
 * @param brought whether it was handed out in part before and brought something new: listed again,
 *     it does not end the listing
 */
record PagePosition(PageState page, boolean brought) {

  /** As it is stored. */
  @Override
  public String toString() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("page", page.page())
        .put("start", page.start())
        .put("cursor", page.cursor())
        .put("numericCursor", page.numericCursor())
        .put("link", page.link())
        .put("brought", brought)
        .toString();
  }

  /**
   * @throws IllegalArgumentException if the text is no position of a listing
   */
  static PagePosition of(String position) {
    JsonNode at = Positions.read(position);
    long page = at.path("page").asLong();
    if (page < 1) {
      throw new IllegalArgumentException("not a position of this source: " + position);
    }
    PageState state =
        new PageState(
            page,
            at.path("start").asLong(),
            at.path("cursor").textValue(),
            at.path("numericCursor").asBoolean(),
            at.path("link").textValue());
    return new PagePosition(state, at.path("brought").asBoolean());
  }
}
