package dev.fetchery.context;

import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;

/** What was probably meant by a name that is none: a search among those that are. */
public final class NearName {
  /** So many edits may be slips, however short the name is. */
  private static final int SLIPS = 2;

  /** A longer name may have a slip in so many characters. */
  private static final int CHARS_PER_SLIP = 3;

  private static final Pattern JOINTS = Pattern.compile("[-_. ]");

  private NearName() {}

  /**
   * The name that the fewest edits lead to, if they are few enough to be slips; or "". Capitals and
   * what joins words make no difference: {@code per_host} is {@code perHost}.
   *
   * @param names in the order in which equally near ones are preferred
   * @param most edits that may be slips
   */
  public static String of(String written, Collection<String> names, int most) {
    String plain = plain(written);
    int fewest = most;
    String nearest = "";
    for (String name : names) {
      if (!plain.isEmpty() && plain.equals(plain(name))) {
        return name;
      }
      int edits = edits(written, name, fewest);
      if (edits < written.length() && (edits < fewest || edits == fewest && nearest.isEmpty())) {
        fewest = edits;
        nearest = name;
      }
    }
    return nearest;
  }

  /** The edits that may be slips in a name of so many characters. */
  public static int slips(int length) {
    return Math.max(SLIPS, length / CHARS_PER_SLIP);
  }

  /** As {@link #of}, in words that end a message: {@code (did you mean perHost?)}, or "". */
  public static String asked(String written, Collection<String> names) {
    String near = of(written, names, slips(written.length()));
    return near.isEmpty() ? "" : " (did you mean " + near + "?)";
  }

  private static String plain(String name) {
    return JOINTS.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("");
  }

  /** One for the beginning of a name; more than {@code most} where it is not worth counting. */
  private static int edits(String written, String name, int most) {
    boolean begins = name.startsWith(written) && written.length() > 2 && !written.equals("--");
    if (begins) {
      return 1;
    }
    // What strangers write may be long: what cannot be near is not compared.
    int longer = Math.abs(written.length() - name.length());
    return longer > most ? longer : edits(written, name);
  }

  /** Characters to insert, remove, replace, or swap with their neighbour (Damerau, Levenshtein). */
  private static int edits(String from, String to) {
    int[][] edits = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int least =
            Math.min(edits[i - 1][j - 1] + change, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && from.charAt(i - 1) == to.charAt(j - 2)
                && from.charAt(i - 2) == to.charAt(j - 1);
        edits[i][j] = swapped ? Math.min(least, edits[i - 2][j - 2] + 1) : least;
      }
    }
    return edits[from.length()][to.length()];
  }
}
