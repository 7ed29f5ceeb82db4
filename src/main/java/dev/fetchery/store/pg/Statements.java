package dev.fetchery.store.pg;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Statements of the store as PostgreSQL takes them. */
final class Statements {
  private static final Pattern HINT = Pattern.compile("INDEXED BY \\w+");
  private static final Pattern NUMBERED = Pattern.compile("\\?(\\d)");

  private Statements() {}

  /**
   * A statement whose values are bound in another order, from 0; in their own where it is empty.
   */
  static final class Translated {
    private final String text;
    private final int[] order;

    private Translated(String text, int[] order) {
      this.text = text;
      this.order = order;
    }

    String text() {
      return text;
    }

    int[] order() {
      return order;
    }
  }

  static Translated translate(String sql) {
    // LIKE of SQLite, and ILIKE with this collation, fold the case of ASCII alone.
    String plain =
        HINT.matcher(sql).replaceAll("").replace(" LIKE ", " ILIKE ").replace("instr(", "strpos(");
    List<Integer> order = new ArrayList<>();
    Matcher numbered = NUMBERED.matcher(plain);
    StringBuilder text = new StringBuilder();
    while (numbered.find()) {
      order.add(Integer.parseInt(numbered.group(1)) - 1);
      numbered.appendReplacement(text, "?");
    }
    numbered.appendTail(text);
    return new Translated(text.toString(), order.stream().mapToInt(Integer::intValue).toArray());
  }
}
