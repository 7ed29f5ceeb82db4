package dev.fetchery.naming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Draft;
import dev.fetchery.job.Expect;
import dev.fetchery.job.IfExists;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Limits;
import dev.fetchery.job.Lookup;
import dev.fetchery.job.Mode;
import dev.fetchery.job.PendingItem;
import dev.fetchery.job.RequestOptions;
import dev.fetchery.job.Retry;
import dev.fetchery.job.Save;
import dev.fetchery.job.Source;
import dev.fetchery.job.Terms;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked // A test says by null what an item does not have.
class NamingTest {
  private static final Lookup LOOKUP = new Lookup("http://h/", Map.of("country", "/c"), Map.of());

  private static Naming naming(String name, String dir, String as, Lookup lookup) {
    JobSpec spec =
        new JobSpec(
            name,
            new Source.Repeat("http://h/", 1),
            Mode.SAVE,
            lookup,
            new Save(dir, as, IfExists.SKIP),
            RequestOptions.DEFAULT,
            Expect.ANY,
            Retry.DEFAULT,
            Limits.DEFAULT);
    return Naming.of(spec, "01J", 1234, SafeName.EVERYTHING, PathRoom.ALONE);
  }

  private static Draft draft(String url) {
    return new Draft("k/1", url, Map.of("value", "US", "index", "x"), Map.of(), Terms.NONE, null);
  }

  private static PendingItem work(String url) {
    return new PendingItem(
        7, new Draft("k/1", url, Map.of("value", "US"), Map.of(), Terms.NONE, null), "h:80", null);
  }

  @ParameterizedTest
  @CsvSource({
    ",      ,           ,                    http://h/a/b.png,  01J/b.png",
    "n,     ,           ,                    http://h/a/b.png,  n/b.png",
    "a/b,   ,           ,                    http://h/,         a_b/7",
    "n,     '',         {key}.png,           http://h/,         k_1.png",
    "n,     {job.time}, {value}/{index}.gif, http://h/,         1234/US/7.gif",
    "n,     x,          {url.path},          http://h/a/b.png,  x/a/b.png",
    "n,     x,          {url.host.upper},    http://h/a/b.png,  x/H",
    "n,     x,          {url},               http://u:p@h/a?b#c, x/http___h_a_b",
    "n,     x,          {url.slug},          http://h/a/b.png,  x/http-h-a-b-png"
  })
  void pathsFollowFromJobAndItem(String name, String dir, String as, String url, String path) {
    assertThat(naming(name, dir, as, null).plan(7, draft(url))).isEqualTo(new Naming.Known(path));
  }

  @Test
  void aMissingVariableIsABadName() {
    Naming.Plan plan = naming("n", null, "{nothing}", null).plan(0, draft("http://h/"));
    assertThat(plan).isEqualTo(new Naming.Bad("there is no value for {nothing}"));
  }

  @Test
  void numberingIsForTheDefaultName() {
    assertThat(naming("n", null, null, null).numbering()).isTrue();
    assertThat(naming("n", null, "{index}", null).numbering()).isFalse();
  }

  @Test
  void aNameThatALookupTellsWaitsForIt() {
    Naming naming = naming("n", "", "{value}-{country.underscore}.gif", LOOKUP);
    assertThat(naming.plan(7, draft("http://h/"))).isEqualTo(new Naming.NeedsLookup());
    assertThat(
            naming.resolve(work("http://h/"), Map.of("country", "United States"), List.of(), null))
        .isEqualTo(new Naming.Known("US-United_States.gif"));
  }

  @Test
  void aNameWaitsForALookupOnlyIfItHoldsAFieldOfIt() {
    Lookup dotted = new Lookup("http://h/", Map.of("c.lower", "/c"), Map.of());
    assertThat(naming("n", "", "{value}", LOOKUP).usesLookup()).isFalse();
    assertThat(naming("n", "{country.slug}", "x", LOOKUP).usesLookup()).isTrue();
    assertThat(naming("n", "", "{c.lower.slug}", dotted).usesLookup()).isTrue();
  }

  @Test
  void aNameThatTheAnswerTellsWaitsForIt() {
    Naming naming = naming("n", "", "{served.name}.{ext}", null);
    assertThat(naming.plan(7, draft("http://h/a"))).isEqualTo(new Naming.NeedsAnswer());
    List<String> dispositions = List.of("attachment; filename=\"c.d\"");
    assertThat(naming.resolve(work("http://h/a"), Map.of(), dispositions, "image/png"))
        .isEqualTo(new Naming.Known("c.d.png"));
    assertThat(naming.resolve(work("http://h/a"), Map.of(), List.of(), null))
        .isEqualTo(new Naming.Known("a.bin"));
    assertThat(naming.resolve(work("http://h/"), Map.of(), List.of(), null))
        .isEqualTo(new Naming.Known("7.bin"));
  }

  @ParameterizedTest
  @CsvSource({
    ",      x.bin,         n/x.bin",
    "/abs,  a/b c.bin,     n/abs/a/b c.bin",
    "sub,   ,              n/sub/f.iso",
    "..,    ../../etc/x,   n/_/_/_/etc/x",
    "./d/., ./x,           n/d/x",
    ",      /,             n/f.iso",
    "C:\\d, y,           n/C_/d/y",
  })
  void anEntryOfAListOfUrlsMaySayWhereItIsSaved(String dir, String out, String path) {
    Map<String, String> fields = new java.util.HashMap<>();
    fields.put("dir", dir);
    fields.put("out", out);
    fields.values().removeIf(java.util.Objects::isNull);
    Draft draft = new Draft(null, "http://h/f.iso", fields, Map.of(), Terms.NONE, null);
    Source.Manifest list = new Source.Manifest(Source.Manifest.Format.TEXT, "m", 1);
    assertThat(naming(list, null).plan(1, draft)).isEqualTo(new Naming.Known(path));
    assertThat(naming(list, "{index}").plan(1, draft)).isEqualTo(new Naming.Known("n/1"));
    Source.Manifest table = new Source.Manifest(Source.Manifest.Format.CSV, "m", 1);
    assertThat(naming(table, null).plan(1, draft)).isEqualTo(new Naming.Known("n/f.iso"));
  }

  private static Naming naming(Source source, String as) {
    JobSpec spec =
        new JobSpec(
            "n",
            source,
            Mode.SAVE,
            null,
            new Save(null, as, IfExists.SKIP),
            RequestOptions.DEFAULT,
            Expect.ANY,
            Retry.DEFAULT,
            Limits.DEFAULT);
    return Naming.of(spec, "01J", 1234, SafeName.EVERYTHING, PathRoom.ALONE);
  }
}
