package dev.fetchery.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fetchery.job.Draft;
import dev.fetchery.job.Fault;
import dev.fetchery.naming.ValueException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Expands each entry of a parent source by a child source. Items keep the order of the branches;
 * the first documents of the next few branches are asked for ahead of their turn.
 *
 * <p>The position is the parent's before the branch at hand, how many of its entries since were
 * expanded, and the child's. A branch that fails ends no other: it is kept in the position, and
 * expanded again when the discovery is resumed after its end.
 */
final class ChainDiscovery implements Discovery {
  private static final int AHEAD = 8;
  private static final int PARENTS_AT_ONCE = 64;

  private final Discovery parent;
  private final Opener opener;
  private final AskNumbers numbers = new AskNumbers();
  private final Set<String> named;
  private final Consumer<RuntimeException> unforeseen;
  private final SeenEntries parentsSeen = new SeenEntries(entry -> branch(entry).identity());
  private final ParentPosition at;

  /** Branches in their order; the first is the one at hand. */
  private final Deque<Child> children = new ArrayDeque<>();

  /** Entries of the parent that are not expanded yet. */
  private final Deque<Branch> waiting = new ArrayDeque<>();

  private final FailedParts<Branch> failed = new FailedParts<>(Branch::called);

  /** Whether only branches that failed before are read, once more: the parent has named all. */
  private final boolean again;

  private @Nullable End parentEnd;
  private @Nullable End end;

  /** Where the child of the first branch goes on, when it is opened. */
  private @Nullable String childPosition;

  /** Opens the child source for a branch. */
  @FunctionalInterface
  interface Opener {
    /**
     * @param position where it goes on, or null
     * @throws ValueException if the branch lacks what the child's templates ask for
     */
    Discovery open(Branch branch, @Nullable String position);
  }

  /** A child source at work. */
  private static final class Child {
    private final Branch branch;
    private final Discovery discovery;
    private final SeenEntries seen = new SeenEntries();
    private @Nullable Step early;
    private @Nullable String position;

    Child(Branch branch, Discovery discovery, @Nullable String position) {
      this.branch = branch;
      this.discovery = discovery;
      this.position = position;
    }
  }

  /**
   * @param parent opens the parent source at a position, or at its beginning
   * @param named what templates name of the parent's entries, without {@code parent.}
   * @param position where an earlier discovery stopped, or null
   * @param unforeseen takes exceptions that no fault explains
   * @throws IllegalArgumentException if the position is not one of this source's
   */
  ChainDiscovery(
      Function<@Nullable String, Discovery> parent,
      Opener opener,
      Set<String> named,
      @Nullable String position,
      Consumer<RuntimeException> unforeseen) {
    this.opener = opener;
    this.named = named;
    this.unforeseen = unforeseen;
    if (position == null) {
      this.at = new ParentPosition(null, 0);
      this.parent = guarded(parent.apply(null), null);
      this.again = false;
      return;
    }
    JsonNode from = Positions.read(position);
    this.at = new ParentPosition(from.path("parent").textValue(), from.path("expanded").asLong());
    this.parent = guarded(parent.apply(at.base()), at.base());
    failed.restore(from, Branch::ofPosition);
    childPosition = from.path("child").textValue();
    again = from.path("ended").asBoolean();
    if (again) {
      parentEnd = new End(null);
      from.path("again").forEach(one -> waiting.add(Branch.ofPosition(one)));
      waiting.addAll(failed.take());
    }
  }

  private Discovery guarded(Discovery discovery, @Nullable String position) {
    return new GuardedDiscovery(discovery, position, unforeseen);
  }

  private String position() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("parent", at.base()).put("expanded", at.expanded());
    Child first = children.peek();
    json.put("child", first == null ? childPosition : first.position);
    if (again) {
      // Of other branches the parent's position tells.
      Stream.concat(children.stream().map(child -> child.branch), waiting.stream())
          .forEach(branch -> json.withArray("again").add(branch.toPosition()));
    }
    failed.writeTo(json, Branch::toPosition);
    boolean over = end != null && parentEnd != null && parentEnd.fault() == null;
    return json.put("ended", over || again).toString();
  }

  @Override
  public boolean mayRepeat() {
    return true;
  }

  @Override
  public Step next(int maxItems) {
    StepBuilder step = new StepBuilder(maxItems, numbers);
    boolean moved = true;
    while (moved && !step.full() && end == null) {
      fill(step);
      Child first = children.peek();
      if (first == null) {
        moved = !waiting.isEmpty();
        end = !moved && parentEnd != null ? new End(failed.told(parentEnd.fault())) : null;
      } else {
        moved = take(first, step);
      }
    }
    return step.build(position(), end);
  }

  /** Opens the next branches, and asks the parent for more where it has none ready. */
  private void fill(StepBuilder step) {
    while (children.size() < AHEAD) {
      if (waiting.isEmpty() && !askParent(step)) {
        return;
      }
      Branch branch = waiting.poll();
      if (branch != null) {
        open(branch, step);
      }
    }
  }

  /** Whether it named further branches. */
  private boolean askParent(StepBuilder step) {
    if (parentEnd != null) {
      return false;
    }
    Step parents = parent.next(PARENTS_AT_ONCE);
    step.asked(parent, parents);
    List<Draft> entries = parentsSeen.fresh(parents.items());
    if (!parents.items().isEmpty() && parent.mayRepeat()) {
      parents = parent.listed(parents, entries.size());
      step.asked(parent, parents);
    }
    parentEnd = parents.end();
    List<Branch> branches = entries.stream().map(this::branch).toList();
    List<Branch> fresh = at.named(branches, parents.position());
    waiting.addAll(fresh);
    return !fresh.isEmpty();
  }

  private Branch branch(Draft entry) {
    return Branch.of(entry, named);
  }

  private void open(Branch branch, StepBuilder step) {
    String from = childPosition;
    childPosition = null;
    Child child;
    try {
      child = new Child(branch, guarded(opener.open(branch, from), from), from);
    } catch (RuntimeException e) {
      failed(branch, ReadFault.of(e, unforeseen));
      if (children.isEmpty()) {
        at.expandedOne();
      } else {
        // Its turn comes after those before it.
        children.add(new Child(branch, NoDiscovery.INSTANCE, null));
      }
      return;
    }
    boolean ahead = !children.isEmpty();
    children.add(child);
    if (ahead) {
      child.early = step(child, 1, step);
    }
  }

  /** Whether the branch at hand gave something, or ended. */
  private boolean take(Child child, StepBuilder step) {
    Step taken = child.early;
    child.early = null;
    if (taken == null) {
      taken = step(child, step.room(), step);
    }
    for (Draft item : taken.items()) {
      step.add(child.branch.applied(item));
    }
    child.position = taken.position();
    End over = taken.end();
    if (over == null) {
      return !taken.items().isEmpty();
    }
    children.poll();
    numbers.forget(child.discovery, step.drops());
    child.discovery.close();
    at.expandedOne();
    if (over.fault() != null) {
      failed(child.branch, over.fault());
    }
    return true;
  }

  /** The child's next step, counted by what the child named before. */
  private static Step step(Child child, int maxItems, StepBuilder step) {
    Step taken = child.discovery.next(maxItems);
    step.asked(child.discovery, taken);
    if (!taken.items().isEmpty() && child.discovery.mayRepeat()) {
      taken = child.discovery.listed(taken, child.seen.countFresh(taken.items()));
      step.asked(child.discovery, taken);
    }
    return taken;
  }

  private void failed(Branch branch, Fault why) {
    String name = branch.shown();
    String detail = name.isEmpty() ? why.detail() : "of " + name + ": " + why.detail();
    failed.add(branch, new Fault(why.code(), detail));
  }

  @Override
  public void answered(int ask, Document document) {
    numbers.answered(ask).ifPresent(own -> own.discovery().answered(own.number(), document));
  }

  @Override
  public void failed(int ask, Failure failure) {
    numbers.answered(ask).ifPresent(own -> own.discovery().failed(own.number(), failure));
  }

  @Override
  public void close() {
    parent.close();
    children.forEach(child -> child.discovery.close());
  }
}
