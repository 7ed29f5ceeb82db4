package dev.fetchery.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Checksum;
import dev.fetchery.job.CookieScope;
import dev.fetchery.job.Expect;
import dev.fetchery.job.IfExists;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Limits;
import dev.fetchery.job.Lookup;
import dev.fetchery.job.Mode;
import dev.fetchery.job.NextPage;
import dev.fetchery.job.Order;
import dev.fetchery.job.PageRequest;
import dev.fetchery.job.Places;
import dev.fetchery.job.Proof;
import dev.fetchery.job.Reach;
import dev.fetchery.job.RequestOptions;
import dev.fetchery.job.Retry;
import dev.fetchery.job.Save;
import dev.fetchery.job.Source;
import dev.fetchery.job.Terms;
import dev.fetchery.job.UrlEntry;
import dev.fetchery.job.Values;
import dev.fetchery.json.LoneSurrogates;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class JobPropertyTest {
  private static final JobReader READER = new JobReader(1_000_000);

  @Property
  void whatIsWrittenIsReadBackAsTheSame(@ForAll("jobs") JobSpec job) {
    assertThat(JobReader.readStored(JobWriter.toJson(job))).isEqualTo(job);
  }

  @Property
  void noBytesMakeTheReaderFail(@ForAll byte[] bytes) {
    assertThat(READER.read(bytes)).isInstanceOf(Parsed.Bad.class);
  }

  @Property
  void noJsonMakesTheReaderFail(@ForAll("json") String json) {
    Parsed<JobSpec> read = READER.read(json);
    if (read instanceof Parsed.Ok<JobSpec> ok) {
      assertThat(JobReader.readStored(JobWriter.toJson(ok.value()))).isEqualTo(ok.value());
    } else {
      assertThat(((Parsed.Bad<JobSpec>) read).violations()).isNotEmpty();
    }
  }

  @Property
  void noPatchMakesTheReaderFail(@ForAll("json") String json) {
    assertThat(READER.readPatch(json.getBytes(StandardCharsets.UTF_8))).isNotNull();
  }

  private static Arbitrary<Reach> reaches() {
    Arbitrary<Boolean> flags = Arbitraries.of(true, false);
    return Combinators.combine(flags, flags, Arbitraries.of(CookieScope.class)).as(Reach::new);
  }

  @Provide
  Arbitrary<JobSpec> jobs() {
    Arbitrary<Save> saves =
        Combinators.combine(
                texts().injectNull(0.5),
                texts().injectNull(0.5),
                Arbitraries.of(IfExists.class),
                Arbitraries.of(true, false),
                Arbitraries.of(true, false))
            .as((d, a, e, x, m) -> new Save(d, a, e, new Save.Keep(x, m)));
    Arbitrary<RequestOptions> requests =
        Combinators.combine(
                maps(),
                texts().set().ofMaxSize(2),
                longs(),
                longs(),
                longs(),
                longs(),
                Arbitraries.integers(),
                reaches())
            .as(RequestOptions::new);
    Arbitrary<Lookup> lookups = Combinators.combine(texts(), maps(), maps()).as(Lookup::new);
    Arbitrary<Limits> limits =
        Combinators.combine(
                Arbitraries.integers(),
                Arbitraries.integers(),
                Arbitraries.doubles().between(0, 1e6),
                longs(),
                Arbitraries.integers().between(1, Limits.MAX_SEGMENTS))
            .as(Limits::new);
    Arbitrary<Expect> expects =
        Combinators.combine(
                Arbitraries.of("image/png", "text/*").list().ofMaxSize(3),
                Arbitraries.of("text/html").list().ofMaxSize(1),
                longs(),
                longs())
            .as(Expect::new);
    Arbitrary<Retry> retries =
        Combinators.combine(Arbitraries.integers(), longs(), longs(), longs(), longs())
            .as(Retry::new);
    return Combinators.combine(
            texts().injectNull(0.5),
            sources(),
            Arbitraries.of(Mode.class),
            lookups.injectNull(0.5),
            saves,
            requests,
            expects,
            retries)
        .as((n, s, m, l, sv, r, e, rt) -> new JobSpec(n, s, m, l, sv, r, e, rt, Limits.DEFAULT))
        .flatMap(job -> limits.map(job::withLimits));
  }

  private Arbitrary<Source> sources() {
    Arbitrary<Checksum> checksums =
        Combinators.combine(
                Arbitraries.of(Checksum.Algorithm.values()), Arbitraries.bytes().set().ofSize(1))
            .as((algorithm, bytes) -> checksum(algorithm, bytes.iterator().next()));
    Arbitrary<Terms> terms =
        Combinators.combine(
                checksums.list().uniqueElements(Checksum::algorithm).ofMaxSize(3),
                Arbitraries.longs().between(-1, 1L << 50))
            .as(
                (list, size) ->
                    new Terms(
                        Order.GET,
                        new Proof(
                            list.stream()
                                .sorted(Comparator.comparing(Checksum::algorithm))
                                .toList(),
                            size)));
    Arbitrary<Map<String, String>> fields =
        Arbitraries.maps(texts().filter(name -> !UrlEntries.OWN.contains(name)), texts())
            .ofMaxSize(3);
    Arbitrary<Source> urls =
        Combinators.combine(texts(), texts().injectNull(0.5), terms, maps(), fields)
            .as(UrlEntry::new)
            .list()
            .ofMaxSize(4)
            .map(Source.Urls::new);
    Arbitrary<Source> json =
        Combinators.combine(texts(), texts(), places(), maps()).as(Source.Json::new);
    Arbitrary<Values> listed = maps().list().ofMaxSize(4).map(Values.Listed::new);
    Arbitrary<Values> ranges =
        Combinators.combine(longs(), longs(), Arbitraries.integers().between(0, 9))
            .as(Values.Range::new);
    Arbitrary<Source> templates =
        Combinators.combine(texts(), Arbitraries.oneOf(listed, ranges)).as(Source.Template::new);
    Arbitrary<Source> manifests =
        Combinators.combine(Arbitraries.of(Source.Manifest.Format.class), texts(), longs())
            .as(Source.Manifest::new);
    Arbitrary<Source> repeats = Combinators.combine(texts(), longs()).as(Source.Repeat::new);
    return Arbitraries.oneOf(urls, json, templates, manifests, repeats, pages());
  }

  private static Checksum checksum(Checksum.Algorithm algorithm, byte filled) {
    byte[] digest = new byte[algorithm.bytes()];
    Arrays.fill(digest, filled);
    return Checksum.of(algorithm, HexFormat.of().formatHex(digest));
  }

  private static Arbitrary<Places> places() {
    Arbitrary<String> place = texts().injectNull(0.5);
    return Combinators.combine(place, place, place, place, maps()).as(Places::new);
  }

  private Arbitrary<Source> pages() {
    Arbitrary<NextPage> mores =
        Arbitraries.oneOf(
            texts().map(NextPage.Header::new),
            texts().map(NextPage.At::new),
            texts().map(NextPage.CursorAt::new),
            texts().map(NextPage.Link::new),
            Arbitraries.just(new NextPage.UntilEmpty()));
    Arbitrary<String> jsonTexts =
        Arbitraries.of("\"{start}\"", "5", "1.50", "{\"a\":[\"{page}\",null]}", "true");
    return Combinators.combine(
            texts(),
            maps(),
            Arbitraries.of(PageRequest.Encoding.class),
            mores,
            texts().injectNull(0.5))
        .flatAs(
            (url, map, encoding, more, at) ->
                Arbitraries.maps(texts(), jsonTexts)
                    .ofMaxSize(3)
                    .map(
                        json ->
                            new Source.Pages(
                                new PageRequest(
                                    url,
                                    "POST",
                                    encoding,
                                    encoding == PageRequest.Encoding.JSON ? json : map,
                                    Map.of(),
                                    map),
                                5,
                                "/a",
                                new Places(at, at, url, null, Map.of()),
                                more,
                                2,
                                null)));
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.strings().ofMaxLength(8).filter(text -> !LoneSurrogates.in(text));
  }

  private static Arbitrary<Map<String, String>> maps() {
    return Arbitraries.maps(texts(), texts()).ofMaxSize(3);
  }

  private static Arbitrary<Long> longs() {
    return Arbitraries.longs();
  }

  /** Things that look like jobs, more or less. */
  @Provide
  Arbitrary<String> json() {
    Arbitrary<String> names =
        Arbitraries.of(
            "source",
            "type",
            "url",
            "urls",
            "values",
            "from",
            "to",
            "more",
            "header",
            "headers",
            "at",
            "save",
            "dir",
            "as",
            "lookup",
            "set",
            "limits",
            "perHost",
            "requestsPerSecond",
            "request",
            "expect",
            "mediaTypes",
            "form",
            "json",
            "query",
            "itemUrl",
            "itemurl",
            "",
            "~/");
    Arbitrary<String> scalars =
        Arbitraries.of(
            "1",
            "-1",
            "1.5",
            "1e400",
            "null",
            "true",
            "\"\"",
            "\"urls\"",
            "\"json\"",
            "\"template\"",
            "\"repeat\"",
            "\"pages\"",
            "\"http://h/{value}\"",
            "\"http://h\"",
            "\"{\"",
            "\"/a\"",
            "\"..\"",
            "99999999999999999999");
    return nested(names, scalars, 4);
  }

  private static Arbitrary<String> nested(
      Arbitrary<String> names, Arbitrary<String> scalars, int depth) {
    if (depth == 0) {
      return scalars;
    }
    Arbitrary<String> inner = nested(names, scalars, depth - 1);
    Arbitrary<String> objects =
        Arbitraries.maps(names, inner)
            .ofMaxSize(6)
            .map(
                map ->
                    map.entrySet().stream()
                        .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
                        .collect(Collectors.joining(",", "{", "}")));
    Arbitrary<String> arrays =
        inner.list().ofMaxSize(3).map(list -> "[" + String.join(",", list) + "]");
    return Arbitraries.frequencyOf(Tuple.of(5, objects), Tuple.of(1, arrays), Tuple.of(2, scalars));
  }

  @Property(tries = 20)
  void nothingSecretIsShown(@ForAll("jobs") JobSpec job) {
    JobSpec secret =
        new JobSpec(
            job.name(),
            new Source.Repeat("http://u:hunter2@h/", 1),
            job.mode(),
            new Lookup("http://u:hunter2@h/{index}", Map.of(), Map.of("Cookie", "hunter2")),
            job.save(),
            new RequestOptions(
                Map.of("Authorization", "hunter2", "accept", "a/b"),
                Set.of(),
                0,
                0,
                0,
                0,
                0,
                Reach.DEFAULT),
            job.expect(),
            job.retry(),
            job.limits());
    assertThat(JobWriter.toShownJson(secret)).doesNotContain("hunter2").contains("a/b", "***@h/");
  }
}
