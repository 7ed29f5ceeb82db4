package dev.fetchery.source;

import dev.fetchery.job.Draft;
import dev.fetchery.job.Fault;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A discovery that ends with a fault where another one throws: what it named before is kept, and of
 * a chain the other branches go on. The position stays that of the last step that was taken.
 */
final class GuardedDiscovery extends PassingDiscovery {
  private final Consumer<RuntimeException> unforeseen;
  private @Nullable String position;
  private @Nullable Fault broken;

  /**
   * @param position where the discovery begins, or null
   * @param unforeseen takes an exception that its fault does not explain
   */
  GuardedDiscovery(
      Discovery whole, @Nullable String position, Consumer<RuntimeException> unforeseen) {
    super(whole);
    this.position = position;
    this.unforeseen = unforeseen;
  }

  @Override
  public Step next(int maxItems) {
    if (broken == null) {
      try {
        Step step = super.next(maxItems);
        position = step.position();
        return step;
      } catch (RuntimeException e) {
        broken = ReadFault.of(e, unforeseen);
      }
    }
    return ended(List.of());
  }

  @Override
  public Step listed(Step step, int fresh) {
    if (broken == null) {
      try {
        Step decided = super.listed(step, fresh);
        position = decided.position();
        return decided;
      } catch (RuntimeException e) {
        broken = ReadFault.of(e, unforeseen);
      }
    }
    return ended(step.items());
  }

  private Step ended(List<Draft> items) {
    return new Step(items, position, List.of(), List.of(), new End(broken));
  }

  @Override
  public void answered(int ask, Document document) {
    told(() -> super.answered(ask, document));
  }

  @Override
  public void failed(int ask, Failure failure) {
    told(() -> super.failed(ask, failure));
  }

  private void told(Runnable telling) {
    if (broken == null) {
      try {
        telling.run();
      } catch (RuntimeException e) {
        broken = ReadFault.of(e, unforeseen);
      }
    }
  }
}
