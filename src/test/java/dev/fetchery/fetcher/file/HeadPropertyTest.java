package dev.fetchery.fetcher.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Demands;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.job.Part;
import dev.fetchery.testing.HostileText;
import io.vertx.core.MultiMap;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** What servers say of a body, whatever they say. */
class HeadPropertyTest {

  @Provide
  Arbitrary<String> fields() {
    return HostileText.orAny(
        '\u00ff',
        "bytes §0§5§-§/§*§10§99999999999999999999§ §,§sha-256=§:§=§sha-512=:§items §AAAA§\t§٣§+§W/§\"",
        9);
  }

  @Property
  void rangeIsSoundOrNone(@ForAll("fields") String field) {
    ContentRange range = ContentRange.of(List.of(field));
    if (range != null) {
      assertThat(range.first()).isBetween(0L, range.last());
      assertThat(range.last()).isLessThan(range.total());
      assertThat(field.strip())
          .matches(
              "(?i:bytes) 0*%d-0*%d/0*%d".formatted(range.first(), range.last(), range.total()));
    }
  }

  @Example
  void unitOfARangeHasNoCase() {
    assertThat(ContentRange.of(List.of("Bytes 0-1/2"))).isEqualTo(new ContentRange(0, 1, 2));
    assertThat(ContentRange.isOf(List.of("BYTES 0-1/*"), 0, 1)).isTrue();
  }

  @Property
  void restFitsOnlyWhereThePartEnds(
      @ForAll("fields") String field,
      @ForAll("fields") String etag,
      @ForAll @LongRange(min = 1, max = 20) long bytes,
      @ForAll @LongRange(min = -1, max = 20) long length) {
    Part left = new Part("p", "http://h/", "\"t\"", null, 10, null);
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap().add("content-range", field).add("etag", etag);
    ResponseHead answer = new ResponseHead(206, headers, length, true);
    if (Continuation.fits(left, bytes, left.url(), answer)) {
      assertThat(field.strip()).matches("bytes 0*" + bytes + "-\\d+/0*10");
      assertThat(etag).isEqualTo("\"t\"");
    }
  }

  @Property
  void digestIsADigestOrPassedOver(@ForAll("fields") String field, @ForAll("fields") String other) {
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap().add("repr-digest", field).add("content-digest", other);
    Digests digests = Digests.of(Demands.NONE, new ResponseHead(200, headers, -1, true));
    RunningDigests running = digests.start();
    String objection = digests.objection(running);
    assertThat(objection == null || digests.any()).isTrue();
  }
}
