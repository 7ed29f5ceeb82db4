package dev.fetchery.source.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.json.Pointers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The objects of an answer in which it may say how the list goes on: those around the list, and
 * those beside it that services put such things into.
 */
public final class ListContext {
  /** Objects beside a list that speak of it, by the names that services give them. */
  private static final List<List<String>> ASIDE =
      Stream.of(
              "meta",
              "metadata",
              "_meta",
              "_metadata",
              "pagination",
              "paging",
              "page",
              "page_info",
              "pageInfo",
              "links",
              "_links",
              "link",
              "response_metadata",
              "info",
              "result_info",
              "cursors",
              "cursor",
              "continue",
              "paging/cursors",
              "paging/next",
              "meta/pagination",
              "meta/page",
              "meta/cursor",
              "meta/links",
              "pagination/links",
              "pagination/cursors",
              "links/next",
              "_links/next",
              "result_info/cursors")
          .map(way -> List.of(way.split("/", -1)))
          .toList();

  private ListContext() {}

  /**
   * One of them.
   *
   * @param pointer to it (RFC 6901)
   * @param path to it (RFC 9535)
   */
  record Place(String pointer, String path, JsonNode node) {
    String pointerTo(String name) {
      return Pointers.child(pointer, name);
    }
  }

  /**
   * What is to be held of an answer, beside its list.
   *
   * @param way steps to the list
   */
  public static List<List<String>> ways(List<String> way) {
    List<List<String>> ways = new ArrayList<>();
    for (int depth = way.size() - 1; depth >= 0; depth--) {
      List<String> around = way.subList(0, depth);
      for (List<String> aside : ASIDE) {
        ways.add(joined(around, aside.subList(0, 1)));
      }
      for (String name : Names.ALL) {
        ways.add(joined(around, List.of(name)));
      }
    }
    return ways;
  }

  private static List<String> joined(List<String> first, List<String> then) {
    return Stream.concat(first.stream(), then.stream()).toList();
  }

  /** Those of an answer, the ones nearest to its list first. */
  static List<Place> of(FirstAnswer answer) {
    List<Place> places = new ArrayList<>();
    for (int depth = answer.way().size() - 1; depth >= 0; depth--) {
      List<String> around = answer.way().subList(0, depth);
      add(places, answer.tree(), around);
      ASIDE.forEach(aside -> add(places, answer.tree(), joined(around, aside)));
    }
    return places;
  }

  private static void add(List<Place> places, JsonNode tree, List<String> way) {
    JsonNode at = tree;
    String pointer = "";
    StringBuilder path = new StringBuilder("$");
    for (String step : way) {
      at =
          at.isArray() && step.matches("[0-9]{1,9}")
              ? at.path(Integer.parseInt(step))
              : at.path(step);
      pointer = Pointers.child(pointer, step);
      path.append(step(step));
    }
    if (at.isContainerNode()) {
      places.add(new Place(pointer, path.toString(), at));
    }
  }

  /** A step of a JSONPath (RFC 9535, 2.3.1 and 2.5.1). */
  static String step(String name) {
    return name.matches("[A-Za-z_][A-Za-z0-9_]*")
        ? "." + name
        : "['" + name.replace("\\", "\\\\").replace("'", "\\'") + "']";
  }
}
