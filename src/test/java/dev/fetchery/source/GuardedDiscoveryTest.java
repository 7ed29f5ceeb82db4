package dev.fetchery.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Places;
import dev.fetchery.job.Source;
import dev.fetchery.naming.MissingVariableException;
import dev.fetchery.naming.TemplateException;
import dev.fetchery.naming.TooLongException;
import dev.fetchery.source.Discovery.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is left of a discovery that throws. */
class GuardedDiscoveryTest {
  private static final Fault FAULT =
      new Fault(
          ErrorCode.BAD_RESPONSE,
          "a fault of the service itself (IllegalStateException), of which its log says more");

  private final List<RuntimeException> unforeseen = new ArrayList<>();

  private static RuntimeException cause() {
    return new IllegalStateException("so it is");
  }

  /** When a discovery throws. */
  private enum When {
    NEVER,
    NEXT,
    LISTED,
    ANSWERED,
    FAILED
  }

  /** Asks for one document, names an item, and throws when it is to. */
  private static final class Throwing implements Discovery {
    private final String url;
    private final When when;
    private int steps;
    private boolean told;

    Throwing(String url, When when) {
      this.url = url;
      this.when = when;
    }

    private void at(When now) {
      if (when == now) {
        throw cause();
      }
    }

    @Override
    public Step next(int maxItems) {
      if (steps == 1 && !told) {
        return new Step(List.of(), "asked", List.of(), List.of(), null);
      }
      steps++;
      if (steps == 1) {
        Ask ask = new Ask(1, "GET", url, List.of(), null, null, false, Ask.ANY);
        return new Step(List.of(), "asked", List.of(ask), List.of(), null);
      }
      if (steps == 2) {
        return new Step(
            List.of(DraftFactory.of(null, url + "/item", Map.of())),
            "named",
            List.of(),
            List.of(),
            null);
      }
      at(When.NEXT);
      return new Step(List.of(), "over", List.of(), List.of(), new End(null));
    }

    @Override
    public boolean mayRepeat() {
      return true;
    }

    @Override
    public Step listed(Step step, int fresh) {
      at(When.LISTED);
      return step.asTaken();
    }

    @Override
    public void answered(int ask, Document document) {
      told = true;
      at(When.ANSWERED);
    }

    @Override
    public void failed(int ask, Failure failure) {
      told = true;
      at(When.FAILED);
    }
  }

  private Steps run(Discovery discovery) {
    return Steps.run(
        discovery,
        ask -> ask.url().endsWith("none") ? null : Steps.document(ask.url(), ""),
        1,
        Integer.MAX_VALUE,
        new Random(0));
  }

  private Steps run(When when) {
    String url = when == When.FAILED ? "http://h/none" : "http://h";
    return run(new GuardedDiscovery(new Throwing(url, when), "before", unforeseen::add));
  }

  @Test
  void itEndsWithAFaultAndKeepsWhatItNamed() {
    for (When when : List.of(When.NEXT, When.LISTED)) {
      Steps steps = run(when);
      assertThat(steps.urls()).containsExactly("http://h/item");
      assertThat(steps.end.fault()).isEqualTo(FAULT);
      assertThat(steps.position).isEqualTo("named");
    }
    for (When when : List.of(When.ANSWERED, When.FAILED)) {
      Steps steps = run(when);
      assertThat(steps.items).isEmpty();
      assertThat(steps.end.fault()).isEqualTo(FAULT);
      assertThat(steps.position).isEqualTo("asked");
    }
    assertThat(unforeseen).hasSize(4).allMatch(e -> "so it is".equals(e.getMessage()));
    assertThat(run(When.NEVER).end.fault()).isNull();
  }

  @Test
  void ofAChainItIsTheFaultOfOneBranch() {
    When[] all = {When.NEXT, When.LISTED, When.ANSWERED, When.NEVER};
    ChainDiscovery.Opener children =
        (branch, position) -> {
          String name = branch.variables().get("parent.value");
          if (name.equals("4")) {
            throw cause();
          }
          return new Throwing("http://h/" + name, all[Integer.parseInt(name)]);
        };
    String parents = "[\"0\",\"1\",\"2\",\"3\",\"4\",\"3\"]";
    Source.Json list =
        new Source.Json("http://h/list", "", Places.made("http://h/{value}"), Map.of());
    try (ChainDiscovery chain =
        new ChainDiscovery(
            position -> new JsonDiscovery(list, Map.of(), Set.of(), position),
            children,
            Set.of(),
            null,
            unforeseen::add)) {
      Steps steps =
          Steps.run(
              chain,
              ask -> Steps.document(ask.url(), ask.url().endsWith("list") ? parents : ""),
              100);
      assertThat(steps.urls())
          .containsExactly("http://h/0/item", "http://h/1/item", "http://h/3/item");
      assertThat(steps.end.fault().code()).isEqualTo(FAULT.code());
      assertThat(steps.end.fault().detail()).contains(FAULT.detail(), "also failed: ");
      assertThat(unforeseen).hasSize(4);
    }
  }

  @Test
  void ofAChainsParentItIsToldAfterWhatItNamed() {
    try (ChainDiscovery chain =
        new ChainDiscovery(
            position -> new Throwing("http://h/p", When.NEXT),
            (branch, position) -> new Throwing("http://h/c", When.NEVER),
            Set.of(),
            null,
            unforeseen::add)) {
      Steps steps = run(chain);
      assertThat(steps.urls()).containsExactly("http://h/c/item");
      assertThat(steps.end.fault()).isEqualTo(FAULT);
    }
  }

  @Test
  void whatOurOwnExceptionsSayIsTold() {
    assertThat(ReadFault.of(new MissingVariableException("a.lower")))
        .isEqualTo(new Fault(ErrorCode.BAD_URL, "there is no value for {a.lower}"));
    assertThat(ReadFault.of(new TooLongException("a", "is long")))
        .isEqualTo(new Fault(ErrorCode.TOO_LARGE, "the value of {a} is long"));
    assertThat(ReadFault.of(new TemplateException("a { too much", 3), unforeseen::add))
        .isEqualTo(new Fault(ErrorCode.BAD_URL, "a { too much (at offset 3)"));
    assertThat(unforeseen).isEmpty();
  }
}
