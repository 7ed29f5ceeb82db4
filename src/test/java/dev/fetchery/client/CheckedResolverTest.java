package dev.fetchery.client;

import static dev.fetchery.testing.Urls.url;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.ManualClock;
import dev.fetchery.job.AddressKind;
import dev.fetchery.job.ErrorCode;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CheckedResolverTest {
  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  private final List<String> asked = new ArrayList<>();
  private final CheckedResolver resolver =
      new CheckedResolver(
          new EgressPolicy(Set.of(AddressKind.PUBLIC)),
          this::resolve,
          OwnPlaces.here(() -> 0),
          clock);

  private Future<List<InetAddress>> resolve(String host) {
    asked.add(host);
    try {
      return host.startsWith("broken")
          ? Future.failedFuture(new UnknownHostException(host))
          : Future.succeededFuture(
              List.of(InetAddress.getByName("192.0.2.1"), InetAddress.getByName("192.0.2.2")));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private ErrorCode refusal(String text) {
    return ((FetchException) resolver.of(url(text)).cause()).code();
  }

  @Test
  void anAnswerIsRememberedForTenSecondsAndAFailureNotAtAll() {
    resolver.of(url("http://a.test/1"));
    clock.advance(Duration.ofMillis(9_999));
    resolver.of(url("https://A.test:8443/2"));
    assertThat(asked).containsExactly("a.test");
    clock.advance(Duration.ofMillis(1));
    resolver.of(url("http://a.test/3"));
    assertThat(asked).containsExactly("a.test", "a.test");
    resolver.of(url("http://broken.test/"));
    assertThat(refusal("http://broken.test/")).isEqualTo(ErrorCode.DNS);
    assertThat(asked).hasSize(4);
  }

  @Test
  void serverOfTheDatabaseIsReachedAtOtherPortsAlone() throws Exception {
    CheckedResolver guarded =
        new CheckedResolver(
            new EgressPolicy(Set.of(AddressKind.PUBLIC)),
            this::resolve,
            OwnPlaces.here(() -> 0)
                .and(OwnPlaces.at(Set.of(InetAddress.getByName("192.0.2.1")), 5432)),
            clock);
    assertThat(guarded.of(url("http://a.test:5432/")).result())
        .containsExactly(InetAddress.getByName("192.0.2.2"));
    assertThat(guarded.of(url("http://a.test/")).result()).hasSize(2);
    Future<?> written = guarded.of(url("http://192.0.2.1:5432/"));
    assertThat(((FetchException) written.cause()).code()).isEqualTo(ErrorCode.BLOCKED_ADDRESS);
  }

  @Test
  void anAddressThatDidNotAnswerComesLast() {
    List<InetAddress> first = resolver.of(url("http://a.test/")).result();
    resolver.demote(url("http://a.test/"), first.get(0));
    assertThat(resolver.of(url("http://a.test/")).result())
        .containsExactly(first.get(1), first.get(0));
  }

  @Test
  void whatCannotBeConnectedToIsNotAskedFor() {
    assertThat(refusal("http://u:p@a.test/")).isEqualTo(ErrorCode.BAD_URL);
    assertThat(refusal("http://a.test:0/")).isEqualTo(ErrorCode.BAD_URL);
    assertThat(refusal("http://1.2.3.4.5/")).isEqualTo(ErrorCode.BAD_URL);
    assertThat(refusal("http://a..test/")).isEqualTo(ErrorCode.BAD_URL);
    assertThat(refusal("http://127.1/")).isEqualTo(ErrorCode.BLOCKED_ADDRESS);
    assertThat(refusal("http://metadata.google.internal./")).isEqualTo(ErrorCode.BLOCKED_ADDRESS);
    assertThat(asked).isEmpty();
  }
}
