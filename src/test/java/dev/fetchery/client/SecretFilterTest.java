package dev.fetchery.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SecretFilterTest {
  private static final List<String> SECRETS = List.of("key=s3cret", "sig=&x");

  private static String filtered(String text, List<Integer> cuts) {
    SecretFilter filter = new SecretFilter(SECRETS);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<Byte> out = new ArrayList<>();
    int from = 0;
    for (int i = 0; from < bytes.length; i++) {
      int to = Math.min(bytes.length, from + (i < cuts.size() ? cuts.get(i) : 7));
      add(out, filter.next(Arrays.copyOfRange(bytes, from, to)));
      from = to;
    }
    add(out, filter.last());
    byte[] whole = new byte[out.size()];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = out.get(i);
    }
    return new String(whole, StandardCharsets.UTF_8);
  }

  private static void add(List<Byte> out, byte[] bytes) {
    for (byte b : bytes) {
      out.add(b);
    }
  }

  @Test
  void aParameterGoesWithOneOfItsJoints() {
    assertThat(filtered("/a?key=s3cret&b=2 /a?b=2&key=s3cret /a?key=s3cret", List.of()))
        .isEqualTo("/a?b=2 /a?b=2 /a?");
    assertThat(filtered("/a?b=2&amp;key=s3cret&amp;c=3 /ü?key=s3cret\\u0026b=2", List.of()))
        .isEqualTo("/a?b=2&amp;c=3 /ü?b=2");
  }

  @Property
  void whereTheBodyIsCutMakesNoDifference(
      @ForAll("bodies") String body, @ForAll("cuts") List<Integer> cuts) {
    assertThat(filtered(body, cuts)).isEqualTo(new SecretFilter(SECRETS).without(body));
  }

  @Provide
  Arbitrary<String> bodies() {
    return Arbitraries.of(
            "key=s3cret", "sig=&x", "&", "&amp;", "\\u0026", "key=", "s3", "x", "ü", "&am")
        .list()
        .ofMaxSize(30)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<List<Integer>> cuts() {
    return Arbitraries.integers().between(1, 40).list().ofMaxSize(20);
  }
}
