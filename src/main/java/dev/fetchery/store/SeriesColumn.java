package dev.fetchery.store;

import dev.fetchery.job.Series;
import dev.fetchery.job.Series.Pace;
import dev.fetchery.job.Series.Point;
import java.util.ArrayList;
import java.util.List;

/** A series as one column: numbers separated by blanks, zeros left out. */
final class SeriesColumn {
  private static final int HEAD = 7;
  private static final int OF_POINT = 4;

  private SeriesColumn() {}

  static String encode(Series series) {
    StringBuilder text = new StringBuilder();
    Pace pace = series.pace();
    add(text, series.fromMs());
    add(text, series.stepMs());
    add(text, pace.received());
    add(text, pace.elapsedMs());
    add(text, pace.sinceMs());
    add(text, pace.sinceBytes());
    // In thousandths: items under way count in part.
    add(text, Math.round(pace.sinceItems() * 1000));
    for (Point point : series.points()) {
      add(text, point.items());
      add(text, point.bytes());
      add(text, point.activeMs());
      add(text, point.coveredMs());
    }
    return text.toString();
  }

  private static void add(StringBuilder text, long number) {
    if (number != 0) {
      text.append(number);
    }
    text.append(' ');
  }

  static Series decode(String column) {
    String[] texts = column.split(" ", -1);
    long[] numbers = new long[texts.length - 1];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = texts[i].isEmpty() ? 0 : Long.parseLong(texts[i]);
    }
    List<Point> points = new ArrayList<>();
    for (int i = HEAD; i + OF_POINT <= numbers.length; i += OF_POINT) {
      points.add(new Point(numbers[i], numbers[i + 1], numbers[i + 2], numbers[i + 3]));
    }
    Pace pace = new Pace(numbers[2], numbers[3], numbers[4], numbers[5], numbers[6] / 1000.0);
    return new Series(numbers[0], numbers[1], points, pace);
  }
}
