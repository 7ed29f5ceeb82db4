package dev.fetchery.source.proposal;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The names that services give to what says how a list goes on. */
final class Names {
  /** Hold the next page's URL; those of {@link #URL_OR_ELSE} may hold something else. */
  static final List<String> NEXT_URL =
      List.of(
          "@odata.nextLink",
          "odata.nextLink",
          "@iot.nextLink",
          "@nextLink",
          "nextLink",
          "next_link",
          "next_url",
          "nextUrl",
          "next_uri",
          "next_href",
          "nextHref",
          "next_page_url",
          "nextPageUrl",
          "next_page_uri",
          "nextPageLink",
          "nextRecordsUrl",
          "hydra:next",
          "next",
          "next_page",
          "nextPage");

  static final Set<String> URL_OR_ELSE = Set.of("next", "next_page", "nextPage");

  /** Beside them, the page before. */
  static final List<String> BEFORE =
      List.of("previous", "prev", "prev_page", "previous_page", "prevPage", "previousPage");

  /** Lists of links, each with its relation. */
  static final List<String> LINK_LISTS = List.of("links", "link");

  /** Hold a cursor, and the parameter by which services that name it so want it back. */
  static final Map<String, String> CURSORS = cursors();

  /** A cursor where they hold a text that is not empty; something else, or nothing, otherwise. */
  static final Set<String> CURSOR_OR_ELSE =
      Set.of(
          "cursor",
          "after",
          "bookmark",
          "marker",
          "offset",
          "next",
          "next_page",
          "nextPage",
          "continue");

  /** Are true where more follows. */
  static final List<String> MORE =
      List.of(
          "has_more",
          "hasMore",
          "has_next",
          "hasNext",
          "hasNextPage",
          "has_next_page",
          "more",
          "moreResults",
          "more_results",
          "moreAvailable",
          "hasMoreItems",
          "has_more_items");

  /** Headers that are true where more follows. */
  static final List<String> MORE_HEADERS = List.of("More", "X-More", "Has-More", "X-Has-More");

  /** Say how many entries there are in all. */
  static final List<String> TOTALS =
      List.of(
          "total",
          "total_count",
          "totalCount",
          "total_results",
          "totalResults",
          "total-results",
          "total_items",
          "totalItems",
          "total_elements",
          "totalElements",
          "total_records",
          "totalRecords",
          "total_hits",
          "totalHits",
          "totalSize",
          "recordsTotal",
          "numFound",
          "numberMatched",
          "matched",
          "@odata.count",
          "count");

  static final List<String> TOTAL_HEADERS =
      List.of("X-Total-Count", "X-WP-Total", "X-Total", "Total-Count", "X-Total-Results");

  /** What a body holds that is to be posted for the next page. */
  static final Set<String> POSTED_CURSORS =
      Set.of("token", "next", "cursor", "after", "page", "pageToken", "continuation", "marker");

  /** Say how many pages there are. */
  static final List<String> PAGE_TOTALS =
      List.of(
          "total_pages", "totalPages", "page_count", "pageCount", "last_page", "lastPage", "pages");

  static final List<String> PAGE_TOTAL_HEADERS = List.of("X-WP-TotalPages", "X-Total-Pages");

  /** Say at which entry an answer begins, and the parameter that asks for it. */
  static final Map<String, String> OFFSETS =
      inOrder(
          "offset", "offset",
          "start", "start",
          "skip", "skip",
          "startAt", "startAt",
          "start_index", "start_index",
          "startIndex", "startIndex");

  /** Say which page an answer is, and the parameter that asks for it. */
  static final Map<String, String> PAGES =
      inOrder(
          "page", "page",
          "current_page", "page",
          "currentPage", "page",
          "page_number", "page_number",
          "pageNumber", "pageNumber",
          "number", "page");

  /** Parameters of a request by which services number pages, and entries. */
  static final List<String> PAGE_PARAMETERS =
      List.of("page", "page_number", "pageNumber", "page[number]", "p", "pageno");

  static final List<String> OFFSET_PARAMETERS =
      List.of(
          "offset",
          "start",
          "skip",
          "$skip",
          "startAt",
          "startIndex",
          "start_index",
          "page[offset]");

  /**
   * Say how many entries a page may have; the first ones go with offsets, the others with pages.
   */
  static final Set<String> LIMITS = Set.of("limit", "maxResults", "rows", "items-per-page");

  static final Set<String> SIZES =
      Set.of("per_page", "perPage", "page_size", "pageSize", "size", "itemsPerPage");

  /** All names of members. */
  static final List<String> ALL =
      Stream.of(
              NEXT_URL,
              BEFORE,
              CURSORS.keySet(),
              MORE,
              TOTALS,
              PAGE_TOTALS,
              OFFSETS.keySet(),
              PAGES.keySet(),
              LIMITS,
              SIZES,
              List.of("object", "last_id"))
          .flatMap(Collection::stream)
          .distinct()
          .toList();

  private Names() {}

  private static Map<String, String> cursors() {
    return inOrder(
        "nextPageToken", "pageToken",
        "next_page_token", "page_token",
        "next_cursor", "cursor",
        "nextCursor", "cursor",
        "next-cursor", "cursor",
        "cursor_next", "cursor",
        "next_token", "pagination_token",
        "nextToken", "nextToken",
        "NextToken", "NextToken",
        "continuationToken", "continuationToken",
        "nextContinuationToken", "continuationToken",
        "continuation_token", "continuation_token",
        "resumptionToken", "resumptionToken",
        "next_marker", "marker",
        "nextMarker", "marker",
        "NextMarker", "marker",
        "next_offset", "offset",
        "nextOffset", "offset",
        "nextStart", "start",
        "next_page_id", "page_id",
        "endCursor", "after",
        "end_cursor", "after",
        "after", "after",
        "bookmark", "bookmark",
        "marker", "marker",
        "cursor", "cursor",
        "offset", "offset",
        "next_page", "page",
        "nextPage", "page",
        "next", "cursor",
        "continue", "continue");
  }

  private static Map<String, String> inOrder(String... pairs) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return Collections.unmodifiableMap(map);
  }
}
