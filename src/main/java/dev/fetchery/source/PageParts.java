package dev.fetchery.source;

import dev.fetchery.job.NextPage;
import dev.fetchery.job.Source;
import dev.fetchery.json.JsonParts;
import dev.fetchery.json.path.JsonPlace;
import dev.fetchery.json.path.JsonStep;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a listing's pages are asked for: their entries, what follows, how many there are. Pure. */
final class PageParts {
  private PageParts() {}

  /** The parts of each page that have to be held while its entries are handed out. */
  static JsonParts of(Source.Pages source) {
    List<List<String>> ways = new ArrayList<>();
    ways.add(way(source.at()));
    ways.add(List.of(PageAnswer.ERRORS, "0"));
    String next = placeOf(source.more());
    if (next != null) {
      ways.add(way(next));
    }
    if (source.total() instanceof Source.Pages.Total.At total) {
      ways.add(way(total.place()));
    }
    return JsonParts.of(ways);
  }

  /** The steps to a place's beginning. */
  static List<String> beginning(String place) {
    return JsonPlace.parse(place).beginning().stream().map(PageParts::step).toList();
  }

  private static @Nullable String placeOf(NextPage more) {
    if (more instanceof NextPage.At at) {
      return at.pointer();
    } else if (more instanceof NextPage.CursorAt cursor) {
      return cursor.pointer();
    }
    return more instanceof NextPage.NextAt next ? next.pointer() : null;
  }

  /** To what a place needs; a query that looks at more than lies behind its beginning needs all. */
  private static List<String> way(String text) {
    JsonPlace place = JsonPlace.parse(text);
    return place.isStraight() || place.goesByChild()
        ? place.beginning().stream().map(PageParts::step).toList()
        : List.of();
  }

  private static String step(JsonStep step) {
    String name = step.name();
    return name == null ? Integer.toString(step.index()) : name;
  }
}
