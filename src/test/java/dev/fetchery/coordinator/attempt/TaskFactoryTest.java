package dev.fetchery.coordinator.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Header;
import dev.fetchery.job.Order;
import dev.fetchery.testing.Rig;
import dev.fetchery.testing.Urls;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** User info in a URL, which becomes credentials, and who gets it. */
class TaskFactoryTest {
  private static final String LISTED = "'source':{'type':'json','url':'http://docs.test/list'}";

  private static TaskFactory tasks(String fields) {
    return new TaskFactory(
        "JOB", Rig.spec(('{' + fields + '}').replace('\'', '"')), "fetchery/test");
  }

  private static boolean hasCredentials(TaskFactory.Hop hop) {
    List<Header> headers = hop.headers();
    return headers.stream().anyMatch(header -> header.name().equals("authorization"));
  }

  private static TaskFactory lookup(String source, String template) {
    return tasks(
        source
            + ",'lookup':{'url':'"
            + template
            + "','set':{'c':'/c'}},'save':{'as':'{c}-{index}'}");
  }

  private static boolean item(TaskFactory tasks, String url) {
    return hasCredentials(tasks.item(Urls.url(url), Order.GET, Map.of()));
  }

  private static boolean document(TaskFactory tasks, String url) {
    return hasCredentials(tasks.document("GET", Urls.url(url), List.of(), false));
  }

  @ParameterizedTest
  @CsvSource({
    "http://u:PW@{+h}/m, http://u:PW@evil.test/m",
    "http://u:PW@127.0.0.1{+h}, http://u:PW@127.0.0.1@evil.test/",
    "http://{u}:PW@{+h}/m, http://x:PW@evil.test/m",
    "http://u:PW@127.0.0.1{+h}, http://u:PW@127.0.0.1.evil.test/",
  })
  void userInfoOfALookupsTemplateDoesNotGoWhereADocumentLeads(String template, String url) {
    TaskFactory led = lookup(LISTED, template);
    assertThat(hasCredentials(led.lookup(Urls.url(url)))).isFalse();
  }

  @Test
  void userInfoOfALookupsTemplateGoesToTheHostWrittenBesideIt() {
    TaskFactory own = lookup(LISTED, "http://u:PW@meta.test/{key}");
    assertThat(hasCredentials(own.lookup(Urls.url("http://u:PW@meta.test/k")))).isTrue();
  }

  @Test
  void userInfoThatTheDocumentBringsGoesToItsHost() {
    TaskFactory theirs = lookup(LISTED, "http://{+h}/m");
    assertThat(hasCredentials(theirs.lookup(Urls.url("http://a:b@other.test/m")))).isTrue();
  }

  @Test
  void userInfoOfAJobThatNamesItsItemsGoesAlong() {
    TaskFactory own =
        lookup(
            "'source':{'type':'urls','urls':[{'url':'http://a.test/0','h':'b.test'}]}",
            "http://u:PW@{+h}/m");
    assertThat(hasCredentials(own.lookup(Urls.url("http://u:PW@b.test/m")))).isTrue();
  }

  @Test
  void userInfoOfAnItemsTemplateDoesNotGoWhereAPageLeads() {
    String pages = "'source':{'type':'pages','url':'http://docs.test/{page}','at':'/items',";
    TaskFactory led = tasks(pages + "'itemUrl':'http://u:PW@{+h}/f','more':{'untilEmpty':true}}");
    assertThat(item(led, "http://u:PW@evil.test/f")).isFalse();
    assertThat(item(led, "http://u:PW@docs.test/f")).isTrue();
    TaskFactory own =
        tasks(pages + "'itemUrl':'http://u:PW@files.test/{value}','more':{'untilEmpty':true}}");
    assertThat(item(own, "http://u:PW@files.test/f")).isTrue();
  }

  @Test
  void userInfoOfAListingsTemplateDoesNotGoWhereACursorLeads() {
    TaskFactory led =
        tasks(
            "'source':{'type':'pages','url':'http://u:PW@docs.test{+cursor}','at':'/items',"
                + "'more':{'cursorAt':'/next'}}");
    assertThat(document(led, "http://u:PW@docs.test/")).isTrue();
    assertThat(document(led, "http://u:PW@docs.test@evil.test/")).isFalse();
  }

  /** As {@code pages} has it, so have the other sources, and what selects among their entries. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'type':'json','url':'http://docs.test/l','itemUrl':'http://u:PW@{+h}/f'",
        "'type':'document','url':'http://docs.test/l','format':'csv',"
            + "'itemUrl':'http://u:PW@{+h}/f'",
        "'type':'json','url':'http://docs.test/l','itemUrl':'http://u:PW@{+h}/f','include':['*']",
        "'type':'pages','url':'http://docs.test/{page}','itemUrl':'http://u:PW@{+h}/f',"
            + "'more':{'untilEmpty':true},'exclude':['x']",
        "'type':'template','url':'http://u:PW@{+parent.h}/{value}','values':['f'],"
            + "'parent':{'type':'json','url':'http://docs.test/l'}",
      })
  void userInfoOfAnItemsTemplateDoesNotGoWhereAnyDocumentLeads(String source) {
    TaskFactory led = tasks("'source':{" + source + "}");
    assertThat(item(led, "http://u:PW@evil.test/f")).isFalse();
    assertThat(item(led, "http://u:PW@docs.test/f")).isTrue();
  }

  @Test
  void userInfoOfALevelsTemplateDoesNotGoWhereTheLevelAboveLeads() {
    TaskFactory led =
        tasks(
            "'source':{'type':'json','url':'http://u:PW@{+parent.h}/l',"
                + "'parent':{'type':'json','url':'http://docs.test/l'}}");
    assertThat(document(led, "http://u:PW@docs.test/l")).isTrue();
    assertThat(document(led, "http://u:PW@evil.test/l")).isFalse();
  }
}
