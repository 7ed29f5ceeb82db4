package dev.fetchery.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FailedPartsTest {
  private static final Fault AHEAD = new Fault(ErrorCode.TIMEOUT, "the parent");

  private static FailedParts<String> failed(int parts) {
    FailedParts<String> failed = new FailedParts<>(name -> name);
    IntStream.range(0, parts)
        .forEach(i -> failed.add("p" + i, new Fault(ErrorCode.HTTP_STATUS, "of p" + i + ": 404")));
    return failed;
  }

  private static String told(FailedParts<String> failed) {
    return failed.told(null).detail();
  }

  private static FailedParts<String> restored(FailedParts<String> failed) {
    ObjectNode position = JsonNodeFactory.instance.objectNode();
    failed.writeTo(position, name -> JsonNodeFactory.instance.objectNode().put("name", name));
    FailedParts<String> restored = new FailedParts<>(name -> name);
    restored.restore(position, one -> one.path("name").asText());
    return restored;
  }

  @Test
  void theFirstSaysWhyAndTheOthersAreNamedAsFarAsTheyAreFew() {
    assertThat(failed(0).told(null)).isNull();
    assertThat(told(failed(1))).isEqualTo("of p0: 404");
    assertThat(told(failed(3))).isEqualTo("of p0: 404; also failed: p1, p2");
    assertThat(told(failed(10))).endsWith("; also failed: p1, p2, p3, p4, p5, p6, p7, p8, p9");
    assertThat(told(failed(11))).endsWith(", p9 and 1 more");
    assertThat(failed(2).told(AHEAD))
        .isEqualTo(new Fault(ErrorCode.TIMEOUT, "the parent; also failed: p0, p1"));
    assertThat(failed(0).told(AHEAD)).isEqualTo(AHEAD);
  }

  @Test
  void allAreCountedAlsoThoseThatAreNotKept() {
    FailedParts<String> failed = restored(failed(1_005));
    failed.add("last", AHEAD);
    assertThat(told(restored(failed))).startsWith("of p0: 404; ").endsWith(", p9 and 996 more");
    assertThat(failed.take()).hasSize(1_000);
    String gone = "6 more failed before and are not kept: a new job of the same source reads them";
    assertThat(told(restored(failed))).isEqualTo(gone);
    failed.add("new", AHEAD);
    assertThat(told(restored(failed))).isEqualTo("the parent; " + gone);
  }

  @Test
  void aLongNameIsCutAndOneThatIsEmptyCounted() {
    FailedParts<String> failed = failed(1);
    failed.add("", AHEAD);
    assertThat(told(failed)).endsWith("; also failed: 1");
    failed.add("x".repeat(300) + "end", AHEAD);
    assertThat(told(failed))
        .contains("failed: …xx")
        .endsWith("xend and 1 more")
        .hasSizeLessThan(260);
  }
}
