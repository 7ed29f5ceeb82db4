package dev.fetchery.naming;

import dev.fetchery.job.Draft;
import dev.fetchery.job.IfExists;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.PendingItem;
import dev.fetchery.job.Save;
import dev.fetchery.job.Source;
import dev.fetchery.naming.ItemVariables.Head;
import dev.fetchery.url.WebUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gives the items of one job their paths inside the downloads directory. Immutable. */
public final class Naming {
  /** Variable of an entry of a list of URLs: its directory below the job's. */
  public static final String ENTRY_DIR = "dir";

  /** Variable of an entry of a list of URLs: its path below that, directories included. */
  public static final String ENTRY_OUT = "out";

  private static final Template URL_FILE = Template.parsePath("{url.file}");
  private static final Template INDEX = Template.parsePath("{index}");
  private static final Set<String> INDEX_VARIABLE = Set.of("index");

  /** What can be said about an item's path. */
  public sealed interface Plan {}

  /**
   * @param path relative, safe
   */
  public record Known(String path) implements Plan {}

  /** The answer of the lookup, or the one that says where the item is, must come first. */
  public record NeedsLookup() implements Plan {}

  /** The head of the item's own answer must come first. */
  public record NeedsAnswer() implements Plan {}

  /**
   * The item fails with {@code bad_name}.
   *
   * @param why one line
   */
  public record Bad(String why) implements Plan {}

  private static final NeedsLookup NEEDS_LOOKUP = new NeedsLookup();
  private static final NeedsAnswer NEEDS_ANSWER = new NeedsAnswer();

  private final Template dir;
  private final @Nullable Template as;
  private final boolean numbering;
  private final boolean usesLookup;
  private final boolean usesAnswer;

  /** Whether the templates that are written hold the number of the item. */
  private final boolean numbered;

  /** Whether entries may say where below the job's directory they are, as aria2's do. */
  private final boolean placed;

  private final Map<String, String> job;
  private final IntPredicate encodable;
  private final PathRoom room;

  private Naming(JobSpec spec, Map<String, String> job, IntPredicate encodable, PathRoom room) {
    Save save = spec.save();
    this.dir =
        Template.parsePath(
            save.dir() != null ? save.dir() : spec.name() != null ? "{job.name}" : "{job.id}");
    this.as = save.as() == null ? null : Template.parsePath(save.as());
    this.numbering = save.ifExists() == IfExists.RENAME || as == null;
    Set<String> looked = spec.askedVariables();
    this.usesLookup = dir.uses(looked) || as != null && as.uses(looked);
    this.placed =
        as == null
            && spec.source() instanceof Source.Manifest list
            && list.format() == Source.Manifest.Format.TEXT;
    this.numbered = dir.uses(INDEX_VARIABLE) || as != null && as.uses(INDEX_VARIABLE);
    this.usesAnswer = dir.needsAnswer() || as != null && as.needsAnswer();
    this.job = job;
    this.encodable = encodable;
    this.room = room;
  }

  /**
   * @param spec one whose templates have been found good
   * @param createdUnixSeconds when the job was made
   * @param encodable the platform's file names, as {@link SafeName#part(String, IntPredicate)}
   *     takes it
   * @param room for paths, below what they are appended to
   */
  public static Naming of(
      JobSpec spec, String jobId, long createdUnixSeconds, IntPredicate encodable, PathRoom room) {
    return new Naming(spec, jobVariables(spec, jobId, createdUnixSeconds), encodable, room);
  }

  /**
   * Names in a plan: what only a job has stands in them as its variable is written.
   *
   * @param spec one whose templates have been found good
   * @param encodable as in {@link #of}
   * @param room as in {@link #of}
   */
  public static Naming ofPlan(JobSpec spec, IntPredicate encodable, PathRoom room) {
    return new Naming(spec, jobVariables(spec, "{job.id}", "{job.time}"), encodable, room);
  }

  /** {@code job.id}, {@code job.time}, and {@code job.name} where the job has a name. */
  public static Map<String, String> jobVariables(
      JobSpec spec, String jobId, long createdUnixSeconds) {
    return jobVariables(spec, jobId, Long.toString(createdUnixSeconds));
  }

  private static Map<String, String> jobVariables(JobSpec spec, String jobId, String time) {
    return spec.name() == null
        ? Map.of("job.id", jobId, "job.time", time)
        : Map.of("job.id", jobId, "job.time", time, "job.name", spec.name());
  }

  /**
   * The directory that holds every file of a job: what {@code save.dir} says before its first
   * variable, or the job's name or id where it says nothing. Empty for the downloads directory.
   *
   * @param encodable as in {@link #of}
   */
  public static String directory(JobSpec spec, String jobId, IntPredicate encodable) {
    String dir = spec.save().dir();
    List<String> parts =
        dir == null
            ? List.of(spec.name() == null ? jobId : spec.name())
            : Template.parsePath(dir).fixedParts();
    return parts.stream()
        .map(part -> SafeName.part(part, encodable))
        .collect(Collectors.joining("/"));
  }

  /** Whether the later of two items of one name gets a number, instead of failing. */
  public boolean numbering() {
    return numbering;
  }

  /** Whether names hold a field of the lookup, or of what says where the item is. */
  public boolean usesLookup() {
    return usesLookup;
  }

  /** Whether names hold what only the head of an item's answer tells. */
  public boolean usesAnswer() {
    return usesAnswer;
  }

  /** The path of an item that was just discovered, as far as it is known. */
  public Plan plan(long seq, Draft draft) {
    if (usesLookup) {
      return NEEDS_LOOKUP;
    }
    return usesAnswer ? NEEDS_ANSWER : expand(new ItemVariables(job, seq, draft, Map.of(), null));
  }

  /**
   * What decides on the path of a draft besides its URL, where two drafts of one path may be the
   * same item named twice: empty where the path is known beforehand, else all that the draft says.
   * Null where a path holds the item's number, so that no two are the same.
   */
  public @Nullable String sameness(Draft draft) {
    boolean hasNumber = numbered || as == null && !hasFile(draft);
    if (hasNumber) {
      return null;
    }
    return usesLookup || usesAnswer ? draft.key() + new TreeMap<>(draft.fields()) : "";
  }

  /**
   * The path of an item whose answer's head is there: {@link Known} or {@link Bad}.
   *
   * @param lookup the fields the lookup gave; empty where the job has none
   * @param contentDispositions that header's values, in the order received
   * @param contentType that header's value, or null
   */
  public Plan resolve(
      PendingItem item,
      Map<String, String> lookup,
      List<String> contentDispositions,
      @Nullable String contentType) {
    return expand(variablesOf(item, lookup, new Head(contentDispositions, contentType)));
  }

  /** An item's variables without those of lookup and answer: what a lookup's URL may use. */
  public Function<String, String> variables(PendingItem item) {
    return variablesOf(item, Map.of(), null);
  }

  private ItemVariables variablesOf(
      PendingItem item, Map<String, String> lookup, @Nullable Head head) {
    return new ItemVariables(job, item.seq(), item.draft(), lookup, head);
  }

  private Plan expand(ItemVariables variables) {
    try {
      List<String> parts = new ArrayList<>(dir.expandPath(variables));
      String own = placed ? variables.apply(ENTRY_DIR) : null;
      String out = placed ? variables.apply(ENTRY_OUT) : null;
      addPath(parts, own);
      if (addPath(parts, out) == 0) {
        parts.addAll(asFor(variables).expandPath(variables));
      }
      SafeName.Result path = SafeName.path(parts, encodable, room);
      return path instanceof SafeName.Ok ok
          ? new Known(ok.path())
          : new Bad(((SafeName.Bad) path).why());
    } catch (ValueException e) {
      return new Bad(e.why());
    }
  }

  /** Adds the parts of a path that an entry has written, and says how many there are. */
  private static int addPath(List<String> parts, @Nullable String path) {
    int added = 0;
    for (String part : path == null ? new String[0] : path.split("[/\\\\]", -1)) {
      if (!part.isBlank() && !part.equals(".")) {
        parts.add(part);
        added++;
      }
    }
    return added;
  }

  private static boolean hasFile(Draft draft) {
    WebUrl target = draft.target();
    return target != null && !Variables.ofUrl(target).file().isEmpty();
  }

  private Template asFor(ItemVariables variables) {
    if (as != null) {
      return as;
    }
    return variables.url().file().isEmpty() ? INDEX : URL_FILE;
  }
}
