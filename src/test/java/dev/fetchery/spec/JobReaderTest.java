package dev.fetchery.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.job.Checksum;
import dev.fetchery.job.CookieScope;
import dev.fetchery.job.IfExists;
import dev.fetchery.job.JobPatch;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Limits;
import dev.fetchery.job.Mode;
import dev.fetchery.job.NextPage;
import dev.fetchery.job.Reach;
import dev.fetchery.job.RequestOptions;
import dev.fetchery.job.Retry;
import dev.fetchery.job.Source;
import dev.fetchery.job.UrlEntry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobReaderTest {
  private static final JobReader READER = new JobReader(1_000_000);
  private static final String FLAGS =
      """
      {"name": "flags",
       "source": {"type": "template", "url": "http://h/{value.lower}.gif", "values": ["CN", "ZZ"]},
       "lookup": {"url": "http://h/{value.lower}/m.json", "set": {"country": "/country"}},
       "save": {"as": "{value}-{country.underscore}.gif"}}
      """;

  private static JobSpec ok(String json) {
    Parsed<JobSpec> read = READER.read(json);
    assertThat(read).isInstanceOf(Parsed.Ok.class);
    return ((Parsed.Ok<JobSpec>) read).value();
  }

  private static List<Violation> problems(Parsed<?> read) {
    return read instanceof Parsed.Bad<?> bad ? bad.violations() : List.of();
  }

  private static Set<String> pointers(String json) {
    return problems(READER.read(json.replace('\'', '"'))).stream()
        .map(Violation::pointer)
        .collect(Collectors.toSet());
  }

  private static String source(String source) {
    return "{'source': " + source + "}";
  }

  @Test
  void onlyTheSourceIsRequiredAndDefaultsAreFilledIn() {
    JobSpec job = ok("{\"source\": {\"type\": \"urls\", \"urls\": [\"http://h/\"]}}");
    assertThat(job.mode()).isEqualTo(Mode.SAVE);
    assertThat(job.save().ifExists()).isEqualTo(IfExists.SKIP);
    assertThat(job.request()).isEqualTo(RequestOptions.DEFAULT);
    assertThat(job.retry()).isEqualTo(Retry.DEFAULT);
    assertThat(job.limits()).isEqualTo(Limits.DEFAULT);
    assertThat(job.source()).isEqualTo(new Source.Urls(List.of(UrlEntry.of("http://h/"))));
  }

  @Test
  void waysOutAndCookiesAreReadAndWrittenBack() {
    String request = "'request':{'cookies':'job','proxy':'none','credentials':false}";
    JobSpec job =
        ok(("{'source':{'type':'urls','urls':['http://h/']}," + request + "}").replace('\'', '"'));
    assertThat(job.request().reach()).isEqualTo(new Reach(false, false, CookieScope.JOB));
    assertThat(JobReader.readStored(JobWriter.toJson(job))).isEqualTo(job);
    assertThat(
            pointers(
                "{'source':{'type':'urls','urls':['http://h/']},"
                    + "'request':{'cookies':'all','proxy':'http://p:1','credentials':'no'}}"))
        .containsExactlyInAnyOrder("/request/cookies", "/request/proxy", "/request/credentials");
  }

  @Test
  void aTemplateJobWithLookupIsRead() {
    assertThat(ok(FLAGS).lookup().set()).containsExactly(Map.entry("country", "/country"));
  }

  @Test
  void aListingIsRead() {
    JobSpec job =
        ok(
            """
            {"source": {"type": "pages", "url": "http://h/list", "at": "/urls", "perPage": 5,
              "form": {"start": "{start}", "per_page": 5}, "more": {"header": "More"},
              "itemUrl": "http://h/download/{value}"},
             "save": {"dir": "{job.time}", "as": "{value}"}}
            """);
    Source.Pages pages = (Source.Pages) job.source();
    assertThat(pages.request().method()).isEqualTo("POST");
    assertThat(pages.request().parameters())
        .containsOnly(Map.entry("start", "{start}"), Map.entry("per_page", "5"));
    assertThat(pages.more()).isEqualTo(new NextPage.Header("More"));
    assertThat(pages.ahead()).isEqualTo(4);
  }

  @Test
  void aQueryGoesWithAFormOrJson() {
    for (String body : List.of("form", "json")) {
      JobSpec job =
          ok(
              """
              {"source": {"type": "pages", "url": "http://h/list", "query": {"v": "1"},
                "%s": {"start": "{start}"}, "more": {"untilEmpty": true}}}
              """
                  .formatted(body));
      Source.Pages pages = (Source.Pages) job.source();
      assertThat(pages.request().method()).isEqualTo("POST");
      assertThat(pages.request().query()).containsExactly(Map.entry("v", "1"));
      assertThat(pages.request().parameters()).containsOnlyKeys("start");
      assertThat(JobReader.readStored(JobWriter.toJson(job))).isEqualTo(job);
    }
  }

  @Test
  void furtherScalarsOfAnEntryAreVariablesWithTheirDigits() {
    JobSpec job =
        ok(
            """
            {"source": {"type": "urls", "urls": [{"url": "http://h/", "key": 7, "n": 1.10,
              "b": true, "z": null, "big": 12345678901234567890,
              "sha256": "%s", "headers": {"X-A": "1"}}]},
             "save": {"as": "{n}{b.upper}{key}"}}
            """
                .formatted("AB".repeat(32)));
    UrlEntry entry = ((Source.Urls) job.source()).urls().get(0);
    assertThat(entry.fields())
        .containsOnly(
            Map.entry("n", "1.10"),
            Map.entry("b", "true"),
            Map.entry("big", "12345678901234567890"));
    assertThat(entry.key()).isEqualTo("7");
    assertThat(entry.terms().proof().checksums())
        .containsExactly(Checksum.of(Checksum.Algorithm.SHA256, "ab".repeat(32)));
  }

  @Test
  void everyFaultIsNamedByItsOwnPointer() {
    assertThat(
            pointers(
                """
                {'sorce': {}, 'name': 5, 'mode': 'keep', 'save': {'as': '../x', 'ifexists': 'skip'},
                 'limits': {'concurency': 1, 'perHost': 0, 'requestsPerSecond': -1},
                 'request': {'headers': {'Host': 'evil', 'X': 'a\\r\\nb', 'a b': ''},
                             'headersTo': ['https://ok.example', 'http://h/path', 'h', 'http://u@h']},
                 'expect': {'mediaTypes': ['png'], 'notMediaTypes': ['text/html', 'html'], 'minBytes': 5, 'maxBytes': 4}}
                """))
        .containsExactlyInAnyOrder(
            "/source",
            "/sorce",
            "/name",
            "/mode",
            "/save/as",
            "/save/ifexists",
            "/limits/concurency",
            "/limits/perHost",
            "/limits/requestsPerSecond",
            "/request/headers/Host",
            "/request/headers/X",
            "/request/headers/a b",
            "/request/headersTo/1",
            "/request/headersTo/2",
            "/request/headersTo/3",
            "/expect/mediaTypes/0",
            "/expect/notMediaTypes/1",
            "/expect/minBytes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{}                                                        | /source/type",
        "[]                                                        | /source",
        "{'type': 'manifest', 'file': 'x'}                         | /source/type",
        "{'type': 'urls'}                                          | /source/urls",
        "{'type': 'urls', 'urls': []}                              | /source/urls",
        "{'type': 'urls', 'urls': ['http://h', 5]}                 | /source/urls/1",
        "{'type': 'urls', 'urls': ['ftp://h']}                     | /source/urls/0",
        "{'type': 'urls', 'urls': ['http://h', {'key': 'a'}]}      | /source/urls/1/url",
        "{'type': 'urls', 'urls': ['http://h', {'url': 'h'}]}      | /source/urls/1/url",
        "{'type': 'urls', 'urls': [{'url': 'http://h', 'x': []}]}  | /source/urls/0/x",
        "{'type': 'urls', 'urls': ['http://256.0.0.1/']} | /source/urls/0",
        "{'type': 'urls', 'urls': [{'url': 'http://1.2.3.08'}]} | /source/urls/0/url",
        "{'type': 'json', 'url': 'http://[0::0::0]'} | /source/url",
        "{'type': 'repeat', 'url': 'http://h:0/', 'count': 1} | /source/url",
        "{'type': 'template', 'url': 'http://1.2.3.400/{value}', 'values': ['a']} | /source/url",
        "{'type': 'urls', 'urls': [{'url': 'http://h', 'sha256': '5'}]} | /source/urls/0/sha256",
        "{'type': 'urls', 'urls': ['http://h'], 'at': ''}          | /source/at",
        "{'type': 'json', 'url': 'http://h', 'expectAt': {'md4': '/x'}}    | /source/expectAt/md4",
        "{'type': 'json', 'url': 'http://h', 'expectAt': {'md5': 'x'}}     | /source/expectAt/md5",
        "{'type': 'json', 'url': '/x'}                             | /source/url",
        "{'type': 'json', 'url': 'http://h/{a}'}                   | /source/url",
        "{'type': 'json', 'url': 'http://h', 'at': 'x'}            | /source/at",
        "{'type': 'json', 'url': 'http://h', 'keyAt': '/a~2'}      | /source/keyAt",
        "{'type': 'repeat', 'url': 'http://h', 'count': 0}         | /source/count",
        "{'type': 'repeat', 'url': 'http://h', 'count': 1000001}   | /source/count",
        "{'type': 'repeat', 'url': 'http://h', 'count': 99999999999999999999} | /source/count",
        "{'type': 'template', 'url': 'http://h/{v}', 'values': ['a']} | /source/url",
        "{'type': 'template', 'url': 'http://h/{', 'values': ['a']} | /source/url",
        "{'type': 'template', 'url': 'x/{value}', 'values': ['a']} | /source/url",
        "{'type': 'template', 'url': 'http://h/{value}', 'values': []} | /source/values",
        "{'type': 'template', 'url': 'http://h/{value}', 'values': {'from': 1}} |"
            + " /source/values/to",
        "{'type': 'template', 'url': 'http://h/{value}', 'values': {'from': 1, 'to': 1000001}} |"
            + " /source/values",
        "{'type': 'template', 'url': 'http://h/{value}', 'values': {'from': 1000001, 'to': 1}} |"
            + " /source/values",
        "{'type': 'pages', 'url': 'http://h/{page}'}               | /source/more",
        "{'type': 'pages', 'url': 'http://h/{page}', 'more': {}}   | /source/more",
        "{'type': 'pages', 'url': 'http://h/{page}', 'more': {'at': '/a', 'link': 'n'}} |"
            + " /source/more",
        "{'type': 'pages', 'url': 'http://h/{page}', 'more': {'untilEmpty': false}} |"
            + " /source/more/untilEmpty",
        "{'type': 'pages', 'url': 'http://h/{pag}', 'more': {'link': 'next'}} | /source/url",
        "{'type': 'pages', 'url': 'http://h/', 'more': {'untilEmpty': true}} | /source",
        "{'type': 'pages', 'url': 'http://h/', 'more': {'cursorAt': '/c'}} | /source",
        "{'type': 'pages', 'url': 'http://h/', 'query': {'p': '{pages}', 'q': '{page}'}, 'more':"
            + " {'untilEmpty': true}} | /source/query/p"
      })
  void faultsOfASourceAreThoseOfItsOwnType(String source, String pointer) {
    assertThat(pointers(source(source))).containsExactly(pointer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'type': 'urls', 'urls': ['http://h']}                               | {key}",
        "{'type': 'urls', 'urls': ['http://h', {'url': 'http://h', 'a': 1}]}  | {b}",
        "{'type': 'template', 'url': 'http://h', 'values': [{'a': 1}]}        | {value}",
        "{'type': 'repeat', 'url': 'http://h', 'count': 2}                    | {value}",
        "{'type': 'json', 'url': 'http://h'}                                  | {job.name}"
      })
  void unknownVariablesAreFoundWhereTheSourceLetsThemBeKnown(String source, String as) {
    assertThat(pointers("{'source': " + source + ", 'save': {'as': '" + as + "'}}"))
        .containsExactly("/save/as");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{anything}", "{index}.{ext}", "{served.name}", "{url.path}", "{key.slug}"})
  void namesThatADocumentMayBringAreNoFault(String as) {
    String job = "{'source': {'type': 'json', 'url': 'http://h'}, 'save': {'as': '" + as + "'}}";
    assertThat(pointers(job)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "{value}/{ext}, /lookup/url",
    "{value}/{country}, /lookup/url",
    "{valu}, /lookup/url"
  })
  void aLookupKnowsOnlyWhatIsKnownBeforeIt(String path, String pointer) {
    assertThat(pointers(FLAGS.replace("{value.lower}/m.json", path))).contains(pointer);
  }

  @Test
  void aLookupMayNotTakeTheNameOfAVariable() {
    assertThat(pointers(FLAGS.replace("{\"country\"", "{\"index\"")))
        .contains("/lookup/set/index", "/save/as");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type': 'template', 'url': 'http://h/{value}', 'values': ['c']} | value",
        "{'type': 'template', 'url': 'http://h/', 'values': {'from': 1, 'to': 2}} | value",
        "{'type': 'template', 'url': 'http://h/{c}', 'values': [{'c': 'x'}]} | c",
        "{'type': 'urls', 'urls': ['http://h/', {'url': 'http://h/2', 'c': 1}]} | c",
        "{'type': 'pages', 'url': 'http://h/', 'more': {'link': 'next'},"
            + " 'itemUrl': 'http://h/{value.lower}'} | value",
        "{'type': 'json', 'url': 'http://h/'} | key"
      })
  void aLookupMayNotTakeTheNameOfWhatTheSourceBrings(String source, String name) {
    String job = "{'source': %s, 'lookup': {'url': 'http://h/', 'set': {'%s': '/x', 'new': '/y'}}}";
    assertThat(pointers(job.formatted(source, name))).containsExactly("/lookup/set/" + name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                       | '' | nothing",
        "'{\"a\": 1, \"a\": 2}'   | /a | twice",
        "'{\"a\": NaN}'           | '' | line 1, column 10",
        "'{} {}'                  | '' | more follows",
        "'{\"a\": 1'              | '' | line 1",
        "'{\"name\": 1e999999999}'| /name | number",
        "'{\"name\": \"\\ud800\"}'| /name | surrogate",
        "'{\"mode\": \"keep\"}'   | /mode | must be one of save, probe",
        "'{\"name\": \"\"}'       | /name | must not be empty",
        "'{\"source\": {\"type\": \"urls\", \"urls\": []}}' | /source/urls | must not be empty",
        "'{\"limits\": {\"perHost\": 0}}' | /limits/perHost | must be at least 1",
        "'{\"request\": {\"maxRedirects\": -1}}' | /request/maxRedirects | must be at least 0"
      })
  void whatIsWrongIsSaidInPlainWords(String json, String pointer, String detail) {
    assertThat(problems(READER.read(json)))
        .anySatisfy(
            problem -> {
              assertThat(problem.pointer()).isEqualTo(pointer == null ? "" : pointer);
              assertThat(problem.detail()).contains(detail);
            });
  }

  @Test
  void depthIsBoundedAndUtf8IsChecked() {
    assertThat(problems(READER.read("[".repeat(10_000))))
        .singleElement()
        .satisfies(problem -> assertThat(problem.detail()).contains("deeper than 64"));
    assertThat(problems(READER.read(new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'})))
        .containsExactly(new Violation("", "not UTF-8"));
  }

  @Test
  void aByteOrderMarkIsSkipped() {
    byte[] job = ("\ufeff" + FLAGS).getBytes(StandardCharsets.UTF_8);
    assertThat(READER.read(job)).isInstanceOf(Parsed.Ok.class);
  }

  @Test
  void aFloodOfFaultsIsCut() {
    String list = IntStream.range(0, 200_000).mapToObj(i -> "1").collect(Collectors.joining(","));
    assertThat(problems(READER.read("{\"source\":{\"type\":\"urls\",\"urls\":[" + list + "]}}")))
        .hasSize(1000);
    String fields =
        IntStream.range(0, 200_000)
            .mapToObj(i -> "\"f" + i + "\":1")
            .collect(Collectors.joining(","));
    assertThat(problems(READER.read("{" + fields + "}"))).hasSize(1000);
  }

  @Test
  void anEntryHeaderThatIsNotAllowedIsNamed() {
    String entry = "{'url': 'http://h', 'headers': {'Transfer-Encoding': 'chunked'}}";
    assertThat(pointers(source("{'type': 'urls', 'urls': [" + entry + "]}")))
        .containsExactly("/source/urls/0/headers/Transfer-Encoding");
  }

  @Test
  void limitsMayBeChangedInPart() {
    byte[] patch = "{\"limits\": {\"perHost\": 3}}".getBytes(StandardCharsets.UTF_8);
    Parsed<JobPatch> read = READER.readPatch(patch);
    assertThat(((Parsed.Ok<JobPatch>) read).value().limits().applyTo(Limits.DEFAULT))
        .isEqualTo(new Limits(64, 3, 0, 0, 1));
  }

  private static String limits(String limits) {
    return "{'source': {'type': 'urls', 'urls': ['http://h/']}, 'limits': " + limits + "}";
  }

  @Test
  void segmentsAreLimitedAndCountWithinTheOtherLimits() {
    assertThat(pointers(limits("{'segments': 17}"))).containsExactly("/limits/segments");
    assertThat(pointers(limits("{'segments': 0}"))).containsExactly("/limits/segments");
    assertThat(new Limits(64, 10, 0, 0, 4).itemsPerHost()).isEqualTo(2);
    assertThat(new Limits(64, 3, 0, 0, 4).connectionsPerItem()).isEqualTo(3);
    assertThat(new Limits(64, 10, 5, 0, 4).connectionsPerItem()).isEqualTo(1);
  }

  @Test
  void faultsOfALimitsPatchAreNamedAsInAJob() {
    byte[] patch =
        "{\"limits\": {\"concurency\": 3, \"perHost\": 0}, \"x\": 1}"
            .getBytes(StandardCharsets.UTF_8);
    assertThat(problems(READER.readPatch(patch)))
        .extracting(Violation::pointer)
        .containsExactlyInAnyOrder("/limits/concurency", "/limits/perHost", "/x");
    assertThat(problems(READER.readPatch("{}".getBytes(StandardCharsets.UTF_8)))).isNotEmpty();
  }

  private static final Source LIST = new Source.Manifest(Source.Manifest.Format.TEXT, "m", 3);

  @Test
  void optionsAndParametersOfAListAreJoined() {
    Parsed<JobSpec> read =
        READER.readOptions(
            "{\"mode\": \"probe\", \"save\": {\"as\": \"{index}\", \"dir\": \"a\"}}",
            new JobReader.Parameters("n", "b", null, "rename"),
            LIST,
            Set.of());
    JobSpec job = ((Parsed.Ok<JobSpec>) read).value();
    assertThat(job.source()).isEqualTo(LIST);
    assertThat(job.save())
        .extracting("dir", "as", "ifExists")
        .containsExactly("b", "{index}", IfExists.RENAME);
    assertThat(job.mode()).isEqualTo(Mode.PROBE);
  }

  @Test
  void faultsOfOptionsAndParametersSayWhichTheyAre() {
    Parsed<JobSpec> read =
        READER.readOptions(
            "{\"limits\": {\"perHost\": 0}, \"source\": {}, \"save\": {\"dir\": \"/x\"}}",
            new JobReader.Parameters(null, null, "{typo}", "never"),
            LIST,
            Set.of("key"));
    assertThat(problems(read))
        .extracting(Violation::pointer)
        .containsExactlyInAnyOrder(
            "/options/limits/perHost", "/options/source", "/options/save/dir", "/as", "/ifExists");
  }

  @Test
  void aTemplateNeedsAUrlWhereItsEntriesAreFetched() {
    String values = "{\"type\": \"template\", \"values\": [\"a\", \"b\"]%s}";
    String locate = "{\"url\": \"http://h/of/{value}\", \"at\": \"/u\"}";
    String bare = values.formatted("");
    assertThat(problems(READER.read("{\"source\": " + bare + "}")))
        .containsExactly(new Violation("/source/url", "is required"));
    for (String job :
        List.of(
            "{\"source\": " + bare + ", \"locate\": " + locate + "}",
            "{\"source\": " + values.formatted(", \"locate\": " + locate) + "}",
            "{\"source\": {\"type\": \"json\", \"url\": \"http://h/{parent.value}\", \"parent\": "
                + bare
                + "}}")) {
      Parsed<JobSpec> read = READER.read(job);
      assertThat(read).as(job).isInstanceOf(Parsed.Ok.class);
      JobSpec spec = ((Parsed.Ok<JobSpec>) read).value();
      String stored = JobWriter.toJson(spec);
      assertThat(READER.read(stored)).isEqualTo(read);
    }
  }

  /** What is wrong with the form of a place is not told again where more is known of it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'method':'PUT'|/source/urls/0/method|must be one of GET, POST",
        "'method':'get'|/source/urls/0/method|must be one of GET, POST",
        "'size':'x'|/source/urls/0/size|must be a whole number of bytes",
        "'form':{}|/source/urls/0/form|this name is reserved",
        "'a':1}],'include':[''],'x':[{'b':2|/source/include/0|not a glob: must have 1 to 1000 characters",
      })
  void onePlaceHasOneFault(String field, String pointer, String detail) {
    String job = "{'source':{'type':'urls','urls':[{'url':'http://h/'," + field + "}]}}";
    assertThat(problems(READER.read(job.replace('\'', '"'))))
        .filteredOn(fault -> !fault.pointer().equals("/source/x"))
        .extracting(Violation::pointer, Violation::detail)
        .containsExactly(tuple(pointer, detail));
  }

  @Test
  void twoFaultsOfOnePlaceAreBothTold() {
    String job =
        "{\"source\":{\"type\":\"urls\",\"urls\":[\"http://h/\"]},\"save\":{\"as\":\"{a}{b}\"}}";
    assertThat(problems(READER.read(job)))
        .extracting(Violation::pointer)
        .containsExactly("/save/as", "/save/as");
  }

  @Test
  void theUrlIsAVariableOfEveryItem() {
    String job =
        """
        {"source": {"type": "urls", "urls": ["http://h/", {"url": "http://h/2"}]},
         "lookup": {"url": "http://h/of{?url}", "set": {"%s": "/c"}},
         "save": {"dir": "{url.lower}", "as": "{url}"}}
        """;
    assertThat(READER.read(job.formatted("country"))).isInstanceOf(Parsed.Ok.class);
    assertThat(problems(READER.read(job.formatted("url"))))
        .extracting(Violation::pointer, Violation::detail)
        .containsExactly(tuple("/lookup/set/url", "a variable of this name exists already"));
  }

  @Test
  void whileAListIsNotReadItsFieldsAreOpen() {
    JobReader.Parameters parameters = new JobReader.Parameters(null, null, "{colour}", null);
    assertThat(READER.readOptions(null, parameters, LIST, null)).isInstanceOf(Parsed.Ok.class);
    assertThat(problems(READER.readOptions(null, parameters, LIST, Set.of())))
        .extracting(Violation::pointer, Violation::detail)
        .containsExactly(tuple("/as", "{colour} is no variable here"));
  }

  @ParameterizedTest
  @CsvSource({
    "image/*, true",
    "*/*, true",
    "image/png, true",
    "application/vnd.ms-excel, true",
    "image/*png, false",
    "image/p*, false",
    "*/png, false",
    "i*/*, false",
    "image/**, false"
  })
  void mediaTypeThatCanMatchNothingIsAFault(String type, boolean good) {
    String job =
        "{'source': {'type': 'repeat', 'url': 'http://h', 'count': 1}, 'expect': {'mediaTypes': ['"
            + type
            + "']}}";
    assertThat(pointers(job)).isEqualTo(good ? Set.of() : Set.of("/expect/mediaTypes/0"));
  }

  /** So that the schema need not be read for them. */
  @ParameterizedTest
  @CsvSource({"properties,name", "$defs/save/properties,dir", "$defs/save/properties,as"})
  void parametersOfAFittingLengthFitTheSchema(String where, String field) {
    JsonNode schema = JobSchema.load().at("/" + where + "/" + field);
    assertThat(schema.path("type").asText()).isEqualTo("string");
    assertThat(schema.path("maxLength").asInt())
        .isGreaterThanOrEqualTo(JobReader.Parameters.FITTING);
    assertThat(schema.has("pattern")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {JobReader.Parameters.FITTING, 4096, 4097})
  void longParametersAreHeldToTheSchema(int length) {
    JobReader.Parameters parameters = new JobReader.Parameters("n", "d".repeat(length), null, null);
    Source.Manifest list = new Source.Manifest(Source.Manifest.Format.TEXT, "list", 1);
    Parsed<JobSpec> read = new JobReader(10).readOptions(null, parameters, list, null);
    if (length > 4096) {
      assertThat(((Parsed.Bad<JobSpec>) read).violations())
          .extracting(Violation::pointer)
          .containsOnly("/dir");
    } else {
      assertThat(read).isInstanceOf(Parsed.Ok.class);
    }
  }
}
