package dev.fetchery.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.testing.Urls;
import dev.fetchery.url.WebUrl;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FetcheryCodecTest {
  private final FetcheryCodec codec = new FetcheryCodec();

  /** Of every message there is: one filled to the depth, one with null wherever null can be. */
  static Stream<BusMessage> messages() {
    return leaves(BusMessage.class).stream()
        .flatMap(type -> Stream.of(false, true).map(sparse -> (BusMessage) make(type, sparse)));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void everyMessageComesBackFromTheWireAsItWas(BusMessage message) {
    Buffer wire = Buffer.buffer("before");
    codec.encodeToWire(wire, message);
    BusMessage back = codec.decodeFromWire("before".length(), wire);
    assertThat(back).usingRecursiveComparison().withStrictTypeChecking().isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("alternatives")
  void everyAlternativeInsideAMessageComesBackToo(Object value, Class<?> declared)
      throws Exception {
    String json = BusJson.MAPPER.writerFor(declared).writeValueAsString(value);
    assertThat(BusJson.MAPPER.readValue(json, declared))
        .usingRecursiveComparison()
        .withStrictTypeChecking()
        .isEqualTo(value);
  }

  static Stream<Object[]> alternatives() {
    return Stream.of(
            Outcome.class,
            Sink.class,
            dev.fetchery.job.Source.class,
            dev.fetchery.job.NextPage.class,
            dev.fetchery.job.Values.class)
        .flatMap(type -> leaves(type).stream().map(leaf -> new Object[] {make(leaf, false), type}));
  }

  @Test
  void insideAProcessTheVeryMessageArrives() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      FetcheryCodec.register(vertx.eventBus());
      CompletableFuture<Object> arrived = new CompletableFuture<>();
      vertx.eventBus().consumer("here", message -> arrived.complete(message.body()));
      BusMessage sent = new FetcherMessage.Dismissed(7);
      vertx.eventBus().send("here", sent);
      assertThat(arrived.get(60, TimeUnit.SECONDS)).isSameAs(sent);
    } finally {
      vertx.close().await(60, TimeUnit.SECONDS);
    }
  }

  /** What another process wrote. */
  private BusMessage read(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return codec.decodeFromWire(0, Buffer.buffer().appendInt(bytes.length).appendBytes(bytes));
  }

  @Test
  void fieldThatIsNotKnownHereIsIgnored() {
    assertThat(
            read(
                "{'type':'FetcherMessage.Dismissed','session':7,'mood':{'now':1}}"
                    .replace('\'', '"')))
        .isEqualTo(new FetcherMessage.Dismissed(7));
  }

  @Test
  void messageOfATypeThatIsNotKnownHereArrivesAsUnreadableAndNamesIt() {
    assertThat(read("{'type':'FetcherMessage.Hail','epoch':7}".replace('\'', '"')))
        .isEqualTo(
            new UnreadableMessage(
                "no message here has a part of type FetcherMessage.Hail:"
                    + " is the sender of another version?"));
    assertThat(
            read(
                "{'type':'FetcherMessage.Report','results':[{'task':1,'outcome':{'type':'Outcome.Sold'}}]}"
                    .replace('\'', '"')))
        .isInstanceOfSatisfying(
            UnreadableMessage.class, it -> assertThat(it.why()).contains("Outcome.Sold"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{}",
        "{\"type\":7}",
        "{\"type\":\"FetcherMessage.Dismissed\",\"session\":\"secret\"}",
        "{\"type\":\"FetcherMessage.Report\",\"results\":null}",
        "{\"type\":\"FetcherMessage.Held\",\"tasks\":[1]}",
        "{\"type\":\"FetcherMessage.Dismissed\",\"session\":99999999999999999999999999}"
      })
  void whatIsNoMessageArrivesAsUnreadableInOneLine(String wrong) {
    assertThat(read(wrong))
        .isInstanceOfSatisfying(
            UnreadableMessage.class,
            it -> assertThat(it.why()).isNotBlank().doesNotContain("\n").hasSizeLessThan(300));
  }

  private static List<Class<?>> leaves(Class<?> sealed) {
    List<Class<?>> found = new ArrayList<>();
    for (Class<?> permitted : sealed.getPermittedSubclasses()) {
      if (permitted.isSealed()) {
        found.addAll(leaves(permitted));
      } else {
        found.add(permitted);
      }
    }
    return found.stream().sorted(Comparator.comparing(Class::getName)).toList();
  }

  private static Object make(Type type, boolean sparse) {
    if (type instanceof ParameterizedType generic) {
      Type[] of = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        return List.of(make(of[0], sparse), make(of[0], sparse));
      }
      if (generic.getRawType() == Set.class) {
        return Set.of(make(of[0], sparse));
      }
      return Map.of(make(of[0], sparse), make(of[1], sparse));
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return makeRecord(plain, sparse);
    }
    if (plain.isEnum()) {
      return plain.getEnumConstants()[plain.getEnumConstants().length - 1];
    }
    if (plain.isSealed()) {
      return make(
          leaves(plain).stream().filter(leaf -> !holds(leaf, plain)).findFirst().orElseThrow(),
          sparse);
    }
    return makeScalar(plain);
  }

  /** Whether one of these holds another of its kind, by which making one would never end. */
  private static boolean holds(Class<?> leaf, Class<?> kind) {
    return leaf.isRecord()
        && Arrays.stream(leaf.getRecordComponents()).anyMatch(part -> part.getType() == kind);
  }

  private static Object makeRecord(Class<?> type, boolean sparse) {
    RecordComponent[] parts = type.getRecordComponents();
    Class<?>[] types = Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values =
        Arrays.stream(parts)
            .map(
                part ->
                    sparse && isOptional(part.getType())
                        ? null
                        : make(part.getGenericType(), sparse))
            .toArray();
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      // Some records refuse null where it makes no sense.
      if (sparse) {
        return makeRecord(type, false);
      }
      throw new LinkageError(type.getName(), e);
    }
  }

  private static boolean isOptional(Class<?> type) {
    return !type.isPrimitive() && type != List.class && type != Map.class && !type.isSealed();
  }

  private static Object makeScalar(Class<?> type) {
    if (type == String.class) {
      return "text \u00e9\u202e\n\"\\";
    } else if (type == long.class || type == Long.class) {
      return Long.MAX_VALUE - 7;
    } else if (type == int.class || type == Integer.class) {
      return -3;
    } else if (type == boolean.class || type == Boolean.class) {
      return true;
    } else if (type == double.class || type == Double.class) {
      return 0.1;
    } else if (type == byte[].class) {
      return new byte[] {0, -1, 127, -128};
    } else if (type == Instant.class) {
      return Instant.ofEpochSecond(1_700_000_000, 123_456_789);
    } else if (type == WebUrl.class) {
      return Urls.url("HTTPS://B\u00fccher.example:8443/a b?sig=%2f+%20");
    }
    throw new AssertionError("no sample of " + type);
  }
}
