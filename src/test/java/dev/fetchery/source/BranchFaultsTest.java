package dev.fetchery.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.JobSpec;
import dev.fetchery.spec.JobReader;
import dev.fetchery.spec.Parsed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Branches of a chain that lack what their listing is asked for by. */
class BranchFaultsTest {
  private final List<String> asked = new ArrayList<>();
  private final List<RuntimeException> unforeseen = new ArrayList<>();

  /** A listing of the files of each parent, of which the second has no {@code k}. */
  private static String pages(String fields) {
    return "{'type':'pages','at':''," + fields + ",'parent':{'type':'json','url':'http://h/all'}}";
  }

  private Discovery open(String source, String position) {
    Parsed<JobSpec> read =
        new JobReader(1000).read("{\"source\":" + source.replace('\'', '"') + "}");
    assertThat(read).isInstanceOf(Parsed.Ok.class);
    JobSpec spec = ((Parsed.Ok<JobSpec>) read).value();
    return Discoveries.open(
        spec, position, new Discoveries.Owner(Path.of("."), "id", 0, 1000, unforeseen::add));
  }

  private Steps run(String source, String parents, String position) {
    try (Discovery discovery = open(source, position)) {
      return Steps.run(
          discovery,
          ask -> {
            asked.add(ask.url() + (ask.body() == null ? "" : " " + ask.body()));
            String body = ask.url().endsWith("/all") ? parents : "[\"/f" + asked.size() + "\"]";
            return Steps.document(ask.url(), body);
          },
          100,
          Integer.MAX_VALUE,
          new Random(0));
    }
  }

  private static final String PARENTS =
      "[{\"url\":\"/1\",\"k\":\"A\"},{\"url\":\"/2\",\"id\":\"b\"},{\"url\":\"/3\",\"k\":\"C\"}]";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'url':'http://h/p?k={parent.k}'",
        "'url':'http://h/p{?parent.k}'",
        "'url':'http://h/p','query':{'k':'{parent.k}'}",
        "'url':'http://h/p','query':{'k':'x{parent.k.lower}','c':'{cursor}'}",
        "'url':'http://h/p','method':'POST','form':{'k':'{parent.k}'}",
        "'url':'http://h/p','method':'POST','json':{'k':['{parent.k}',{'c':'{cursor}'}]}",
      })
  void aBranchWithoutAVariableOfItsRequestFailsAlone(String written) {
    String more = written.contains("cursor") ? "'cursorAt':'/c'" : "'link':'next'";
    String request = written + ",'more':{" + more + "}";
    Steps steps = run(pages(request), PARENTS, null);
    assertThat(steps.items).hasSize(2);
    assertThat(asked).hasSize(3);
    String name = request.contains("lower") ? "{parent.k.lower}" : "{parent.k}";
    assertThat(steps.end.fault())
        .isEqualTo(new Fault(ErrorCode.BAD_URL, "of b: there is no value for " + name));
    Steps again = run(pages(request), PARENTS, steps.position);
    assertThat(again.items).isEmpty();
    assertThat(again.end.fault()).isEqualTo(steps.end.fault());
    assertThat(unforeseen).isEmpty();
  }

  @Test
  void aBranchWhoseVariableIsTooLongSaysSo() {
    String parents =
        "[{\"url\":\"/1\",\"k\":\""
            + "k".repeat(65_537)
            + "\",\"id\":\"b\"},{\"url\":\"/2\",\"k\":\"A\"}]";
    String inQuery = "'query':{'k':'{parent.k}'},'url':'http://h/p','more':{'link':'next'}";
    String json =
        "{'type':'json','url':'http://h/{parent.k}','parent':{'type':'json','url':'http://h/all'}}";
    for (String source : List.of(pages(inQuery), json)) {
      Steps steps = run(source, parents, null);
      assertThat(steps.items).hasSize(1);
      assertThat(steps.end.fault())
          .isEqualTo(
              new Fault(
                  ErrorCode.TOO_LARGE,
                  "of b: the value of {parent.k} is longer than 65536 characters"));
      Steps again = run(source, parents, steps.position);
      assertThat(again.end.fault()).isEqualTo(steps.end.fault());
    }
    String unnamed = parents.replace("\"id\":\"b\"", "\"n\":1");
    assertThat(run(json.replace("{parent.k}", "{parent.id}{parent.k}"), parents, null).end.fault())
        .isNotNull();
    assertThat(run(json.replace("{parent.k}", "{parent.id}"), unnamed, null).end.fault().detail())
        .isEqualTo("there is no value for {parent.id}; also failed: http://h/2");
  }

  @Test
  void whatIsNotKnownOfTheFirstPageIsLeftOut() {
    String request =
        "'url':'http://h/p{?cursor}','query':{'k':'{parent.k}','c':'{cursor}','p':'{page}'}";
    run(pages(request + ",'more':{'cursorAt':'/c'}"), "[{\"url\":\"/1\",\"k\":\"A\"}]", null);
    assertThat(asked).containsExactly("http://h/all", "http://h/p?k=A&p=1");
  }
}
