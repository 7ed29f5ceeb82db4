package dev.fetchery.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Proposal;
import dev.fetchery.spec.JobReader;
import dev.fetchery.spec.Parsed;
import dev.fetchery.spec.Violation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a dry run proposes of first answers as real services give them. */
class ProposalTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JobReader READER = new JobReader(1000);

  private static ObjectNode tree(String json) {
    try {
      return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static JobSpec spec(ObjectNode source, JobReader reader) {
    Parsed<JobSpec> read = reader.read("{\"source\":" + source + "}");
    if (read instanceof Parsed.Bad<JobSpec> bad) {
      throw new AssertionError(source + ": " + bad.violations());
    }
    return ((Parsed.Ok<JobSpec>) read).value();
  }

  private static Discovery open(JobSpec spec) {
    return Discoveries.open(
        spec, null, new Discoveries.Owner(Path.of("."), "id", 0, 1000, cause -> {}));
  }

  private static Discovery plan(JobSpec spec) {
    return Discoveries.plan(
        spec, null, new Discoveries.Owner(Path.of("."), "id", 0, 1000, cause -> {}));
  }

  /** The proposal, or null; no more than the first page is asked for. */
  private static Proposal proposal(ObjectNode source, String body, String... headers) {
    JobSpec spec = spec(source, READER.forPlans());
    try (Discovery discovery = plan(spec)) {
      Steps steps = Steps.run(discovery, ask -> Steps.document(ask.url(), body, headers), 100);
      assertThat(steps.asked).hasSize(1);
      assertThat(steps.end.fault()).isNull();
      return discovery.proposal();
    }
  }

  /** RFC 7396. */
  private static ObjectNode merged(ObjectNode target, JsonNode patch) {
    ObjectNode merged = target.deepCopy();
    patch
        .properties()
        .forEach(
            member -> {
              JsonNode value = member.getValue();
              JsonNode before = merged.path(member.getKey());
              merged.set(
                  member.getKey(),
                  value.isObject() && before.isObject()
                      ? merged((ObjectNode) before, value)
                      : value);
            });
    return merged;
  }

  /** What the source that is proposed asks for, the first answer being this one. */
  private static List<String> asked(
      ObjectNode source, Proposal proposal, String body, String... headers) throws IOException {
    JobSpec spec = spec(merged(source, JSON.readTree(proposal.source())), READER);
    List<String> asked = new ArrayList<>();
    try (Discovery discovery = open(spec)) {
      Steps.run(
          discovery,
          ask -> {
            String of = ask.body() == null ? "" : " " + ask.body();
            asked.add(ask.url() + of);
            return asked.size() == 1 ? Steps.document(ask.url(), body, headers) : null;
          },
          100);
    }
    return asked;
  }

  private static void secondIs(
      String source, String body, String[] headers, String more, String second) throws IOException {
    ObjectNode posted = tree("{'type':'pages','urlAt':'/u'," + source + "}");
    Proposal proposal = proposal(posted, body.replace('\'', '"'), headers);
    assertThat(proposal).as(body).isNotNull();
    assertThat(proposal.more()).isEqualTo(more.replace('\'', '"'));
    assertThat(JSON.readTree(proposal.source()).get("more").toString()).isEqualTo(proposal.more());
    assertThat(proposal.why()).startsWith("The answer").endsWith(".");
    List<String> asked = asked(posted, proposal, body.replace('\'', '"'), headers);
    assertThat(asked.get(1)).isEqualTo(second.replace('\'', '"'));
  }

  private static final String[] NONE = {};

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // GitHub's REST, Hugging Face, Shopify, GitLab
        "<http://h/l?page=2>; rel=\"next\", <http://h/l?page=9>; rel=\"last\"|http://h/l?page=2",
        "<http://h/l?cursor=ZXh>; rel=\"next\"|http://h/l?cursor=ZXh",
        "</l?page_info=abc>; rel=next|http://h/l?page_info=abc",
      })
  void aLinkHeaderIsFollowed(String link, String second) throws IOException {
    secondIs(
        "'url':'http://h/l'",
        "[{'u':'/a'}]",
        new String[] {"link", link},
        "{'link':'next'}",
        second);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Microsoft Graph, Azure
        "/value|{'@odata.nextLink':'http://h/n?$skiptoken=1','value':[{'u':'/a'}]}|/@odata.nextLink",
        "/value|{'nextLink':'http://h/n?$skiptoken=1','value':[{'u':'/a'}]}|/nextLink",
        // Django, PokeAPI, Spotify
        "/results|{'count':9,'next':'http://h/n?$skiptoken=1','previous':null,'results':[{'u':'/a'}]}|/next",
        // Zenodo and other InvenioRDM
        "/hits/hits|{'hits':{'total':9,'hits':[{'u':'/a'}]},'links':{'self':'/s','next':'http://h/n?$skiptoken=1'}}|/links/next",
        // JSON:API with an object, DSpace and others with HAL
        "/data|{'data':[{'u':'/a'}],'links':{'next':{'href':'http://h/n?$skiptoken=1'}}}|/links/next/href",
        "/_embedded/objects|{'_embedded':{'objects':[{'u':'/a'}]},'_links':{'next':{'href':'http://h/n?$skiptoken=1'}},'page':{'number':0,'totalPages':3}}|/_links/next/href",
        // Facebook, Laravel, Rick and Morty, Salesforce
        "/data|{'data':[{'u':'/a'}],'paging':{'cursors':{'after':'x'},'next':'http://h/n?$skiptoken=1'}}|/paging/next",
        "/data|{'current_page':1,'data':[{'u':'/a'}],'next_page_url':'http://h/n?$skiptoken=1','last_page':3}|/next_page_url",
        "/results|{'info':{'count':9,'pages':3,'next':'http://h/n?$skiptoken=1','prev':null},'results':[{'u':'/a'}]}|/info/next",
        "/records|{'totalSize':9,'done':false,'nextRecordsUrl':'http://h/n?$skiptoken=1','records':[{'u':'/a'}]}|/nextRecordsUrl",
        // STAC and OGC API, FHIR
        "/features|{'features':[{'u':'/a'}],'links':[{'rel':'self','href':'/s'},{'rel':'next','href':'http://h/n?$skiptoken=1'}]}|$.links[?@.rel=='next'].href",
        "/publications|{'links':[{'rel':['self','alternate'],'href':'/s'},{'rel':['x','next'],'href':'/n?$skiptoken=1'}],'publications':[{'u':'/a'}]}|$.links[?@.rel[1]=='next'].href",
        "/entry|{'link':[{'relation':'next','url':'http://h/n?$skiptoken=1'}],'entry':[{'u':'/a'}]}|$.link[?@.relation=='next'].url",
      })
  void aUrlInTheAnswerIsFollowed(String at, String body, String more) throws IOException {
    ObjectNode expected = JSON.createObjectNode().put("nextAt", more);
    ObjectNode posted = tree("{'type':'pages','urlAt':'/u','url':'http://h/l','at':'" + at + "'}");
    Proposal proposal = proposal(posted, body.replace('\'', '"'));
    assertThat(proposal).isNotNull();
    assertThat(proposal.more()).isEqualTo(expected.toString());
    assertThat(asked(posted, proposal, body.replace('\'', '"')).get(1))
        .isEqualTo("http://h/n?$skiptoken=1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Google, YouTube
        "http://h/l|/items|{'nextPageToken':'CAo','items':[{'u':'/a'}],'pageInfo':{'totalResults':9}}|/nextPageToken|http://h/l?pageToken=CAo",
        // Slack, OpenAlex, Notion, X, Box, HubSpot, Reddit, Airtable, Internet Archive
        "http://h/l|/files|{'ok':true,'files':[{'u':'/a'}],'response_metadata':{'next_cursor':'dXNl'}}|/response_metadata/next_cursor|http://h/l?cursor=dXNl",
        "http://h/l|/results|{'object':'list','results':[{'u':'/a'}],'has_more':true,'next_cursor':'abc'}|/next_cursor|http://h/l?start_cursor=abc",
        "http://h/l|/data|{'data':[{'u':'/a'}],'meta':{'result_count':1,'next_token':'7140'}}|/meta/next_token|http://h/l?pagination_token=7140",
        "http://h/l|/entries|{'entries':[{'u':'/a'}],'limit':1,'next_marker':'m1'}|/next_marker|http://h/l?marker=m1",
        "http://h/l|/results|{'results':[{'u':'/a'}],'paging':{'next':{'after':'NTI1','link':'?after=NTI1'}}}|/paging/next/after|http://h/l?after=NTI1",
        "http://h/l|/data/children|{'kind':'Listing','data':{'after':'t3_x','before':null,'children':[{'u':'/a'}]}}|/data/after|http://h/l?after=t3_x",
        "http://h/l|/records|{'records':[{'u':'/a'}],'offset':'itr/rec'}|/offset|http://h/l?offset=itr%2Frec",
        "http://h/l|/items|{'items':[{'u':'/a'}],'count':1,'cursor':'W3','total':9}|/cursor|http://h/l?cursor=W3",
        // MediaWiki, Kubernetes, GitLab's way of numbers
        "http://h/l|/query/allimages|{'continue':{'aicontinue':'B.png','continue':'x'},'query':{'allimages':[{'u':'/a'}]}}|/continue/aicontinue|http://h/l?aicontinue=B.png",
        "http://h/l|/items|{'metadata':{'continue':'eyJ2'},'items':[{'u':'/a'}]}|/metadata/continue|http://h/l?continue=eyJ2",
        "http://h/l|/d|{'d':[{'u':'/a'}],'pagination':{'next_page':2}}|/pagination/next_page|http://h/l?page=2",
      })
  void aCursorIsSentBack(String url, String at, String body, String more, String second)
      throws IOException {
    String source = "'url':'" + url + "','at':'" + at + "'";
    secondIs(source, body, NONE, "{'cursorAt':'" + more + "'}", second);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Crossref, OpenAlex
        "http://h/l?cursor=*&rows=1|/message/items|{'message':{'next-cursor':'DnF+1','total-results':9,'items':[{'u':'/a'}]}}|/message/next-cursor|http://h/l?rows=1&cursor=DnF%2B1",
        "http://h/l?cursor=*|/results|{'meta':{'count':9,'page':null,'next_cursor':'Ik'},'results':[{'u':'/a'}]}|/meta/next_cursor|http://h/l?cursor=Ik",
        "http://h/l','query':{'cursor':'*','rows':'1'},'method':'GET|/d|{'d':[{'u':'/a'}],'next_cursor':'Ik'}|/next_cursor|http://h/l?cursor=Ik&rows=1",
        "http://h/l?x=1','query':{'cursor':'*'},'method':'GET|/d|{'d':[{'u':'/a'}],'next_cursor':'Ik'}|/next_cursor|http://h/l?x=1&cursor=Ik",
      })
  void aFirstCursorIsTheUrls(String url, String at, String body, String more, String second)
      throws IOException {
    String source = "'url':'" + url + "','at':'" + at + "'";
    ObjectNode posted = tree("{'type':'pages','urlAt':'/u'," + source + "}");
    String answer = body.replace('\'', '"');
    List<String> asked = asked(posted, proposal(posted, answer), answer);
    assertThat(asked.get(0)).contains("cursor=*");
    secondIs(source, body, NONE, "{'cursorAt':'" + more + "'}", second);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // STAC: with all of the body, with what changes in it, by a number
        "{'limit':1,'collections':['c'],'token':'next:c:i'}|token|\"next:c:i\"",
        "{'token':'next:c:i'}|token|\"next:c:i\"",
        "{'limit':1,'page':2}|page|2",
        "{'limit':10,'next':'W1'}|next|\"W1\"",
      })
  void aBodyThatIsToBePostedTellsItsCursor(String body, String name, String value)
      throws IOException {
    String source =
        "'url':'http://h/search','method':'POST','at':'/features',"
            + "'json':{'collections':['c'],'limit':1}";
    String answer =
        "{'features':[{'u':'/a'}],'links':[{'rel':'root','href':'/'},{'rel':'next','merge':true,"
            + "'method':'POST','href':'http://h/search','body':"
            + body
            + "}]}";
    ObjectNode posted = tree("{'type':'pages','urlAt':'/u'," + source + "}");
    Proposal proposal = proposal(posted, answer.replace('\'', '"'));
    assertThat(proposal).isNotNull();
    assertThat(JSON.readTree(proposal.more()).path("cursorAt").asText())
        .isEqualTo("$.links[?@.rel=='next'].body." + name);
    assertThat(asked(posted, proposal, answer.replace('\'', '"')).get(1).replace('"', '\''))
        .isEqualTo(
            "http://h/search {'collections':['c'],'limit':1,'%s':%s}"
                .formatted(name, value)
                .replace('"', '\''));
  }

  @Test
  void graphQlsCursorGoesIntoTheVariableOfItsAfter() throws IOException {
    String source =
        "'url':'http://h/graphql','method':'POST','at':'/data/r/releases/nodes','json':{'query':"
            + "'query($o: String!, $c: String) {{ r(o: $o) {{ releases(first: 9, after: $c) }}}}',"
            + "'variables':{'o':'x'}}";
    String body =
        "{'data':{'r':{'releases':{'nodes':[{'u':'/a'}],'pageInfo':"
            + "{'hasNextPage':true,'endCursor':'Y3Vy'}}}}}";
    secondIs(
        source,
        body,
        NONE,
        "{'cursorAt':'/data/r/releases/pageInfo/endCursor'}",
        "http://h/graphql {'query':'query($o: String!, $c: String) { r(o: $o) { releases(first: 9,"
            + " after: $c) }}','variables':{'o':'x','c':'Y3Vy'}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Stripe, OpenAI, Anthropic
        "{'object':'list','data':[{'id':'a','u':'/a'},{'id':'b','u':'/b'}],'has_more':true}|$.data[-1].id|http://h/l?starting_after=b",
        "{'object':'list','data':[{'id':'a','u':'/a'}],'first_id':'a','last_id':'z','has_more':true}|/last_id|http://h/l?after=z",
        "{'data':[{'id':'a','u':'/a'}],'first_id':'a','last_id':'z','has_more':true}|/last_id|http://h/l?after_id=z",
      })
  void whatFollowsTheLastEntryIsAskedFor(String body, String more, String second)
      throws IOException {
    secondIs("'url':'http://h/l','at':'/data'", body, NONE, "{'cursorAt':'" + more + "'}", second);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Solr, Jira, Crossref, Dataverse, plain
        "http://h/l|/response/docs|{'response':{'numFound':9,'start':0,'docs':[{'u':'/a'}]}}|http://h/l?start=1",
        "http://h/l|/issues|{'startAt':0,'maxResults':1,'total':9,'issues':[{'u':'/a'}]}|http://h/l?startAt=1",
        "http://h/l?rows=1|/message/items|{'message':{'total-results':9,'items-per-page':1,'items':[{'u':'/a'}]}}|http://h/l?rows=1&offset=1",
        "http://h/l|/data/items|{'data':{'total_count':9,'start':0,'items':[{'u':'/a'}]}}|http://h/l?start=1",
        "http://h/l?offset=0&limit=1|/d|{'offset':0,'limit':1,'total':9,'d':[{'u':'/a'}]}|http://h/l?offset=1&limit=1",
        // OpenAlex, Cloudflare, Spring, CKAN with its parameters
        "http://h/l|/results|{'meta':{'count':9,'page':1,'per_page':1},'results':[{'u':'/a'}]}|http://h/l?page=2",
        "http://h/l|/result|{'result':[{'u':'/a'}],'result_info':{'page':1,'per_page':1,'total_pages':9,'count':1,'total_count':9}}|http://h/l?page=2",
        "http://h/l?rows=1&start=0|/result/results|{'result':{'count':9,'results':[{'u':'/a'}]}}|http://h/l?rows=1&start=1",
        // nothing but a number in the request
        "http://h/l?page=1|/d|{'d':[{'u':'/a'}]}|http://h/l?page=2",
        "http://h/l?page=1|/d|{'d':[{'u':'/a'}],'meta':{'next_page':2}}|http://h/l?page=2",
        "http://h/l{?page}|/d|{'d':[{'u':'/a'}]}|http://h/l?page=2",
      })
  void numbersAreCountedOn(String url, String at, String body, String second) throws IOException {
    secondIs(
        "'url':'" + url + "','ahead':0,'at':'" + at + "'",
        body,
        NONE,
        "{'untilEmpty':true}",
        second);
  }

  @Test
  void flagsAndHeadersCount() throws IOException {
    String source =
        "'url':'http://h/l','ahead':0,'form':{'start':'{start}','per_page':'5'},'at':'/d'";
    String[] more = {"more", "True"};
    secondIs(
        source, "{'d':[{'u':'/a'}]}", more, "{'header':'More'}", "http://h/l per_page=5&start=1");
    String flag = "{'d':[{'u':'/a'}],'has_more':true}";
    secondIs(source, flag, NONE, "{'at':'/has_more'}", "http://h/l per_page=5&start=1");
    secondIs(
        "'url':'http://h/l','ahead':0,'at':'/d'",
        flag,
        NONE,
        "{'at':'/has_more'}",
        "http://h/l?page=2");
    // WordPress without its Link header
    String[] pages = {"x-wp-total", "9", "x-wp-totalpages", "9"};
    secondIs(
        "'url':'http://h/l','ahead':0",
        "[{'u':'/a'}]",
        pages,
        "{'untilEmpty':true}",
        "http://h/l?page=2");
  }

  @Test
  void theNumberOfEntriesIsProposedToo() throws IOException {
    ObjectNode posted = tree("{'type':'pages','urlAt':'/u','url':'http://h/l','at':'/results'}");
    String body = "{\"count\":9,\"next\":\"/n\",\"results\":[{\"u\":\"/a\"}]}";
    JsonNode patch = JSON.readTree(proposal(posted, body).source());
    assertThat(patch.path("totalAt").asText()).isEqualTo("/count");
    posted.put("totalAt", "/count");
    assertThat(JSON.readTree(proposal(posted, body).source()).has("totalAt")).isFalse();
  }

  @Test
  void aLastPageTellsAsWell() {
    Map.of(
            "{'d':[],'next':null,'previous':'/p'}", "{'nextAt':'/next'}",
            "{'d':[],'nextPageToken':''}", "{'cursorAt':'/nextPageToken'}",
            "{'d':[],'next_page_url':null}", "{'nextAt':'/next_page_url'}",
            "{'d':[],'has_more':false}", "{'at':'/has_more'}")
        .forEach(
            (body, more) -> {
              ObjectNode posted = tree("{'type':'pages','url':'http://h/l','at':'/d'}");
              Proposal proposal = proposal(posted, body.replace('\'', '"'));
              assertThat(proposal).as(body).isNotNull();
              assertThat(proposal.more()).isEqualTo(more.replace('\'', '"'));
            });
  }

  @Test
  void whatDoesNotTellProposesNothing() {
    for (String body :
        List.of(
            "{'d':[{'u':'/a'}]}",
            "{'d':[{'u':'/a'}],'next':'see the manual','after':'the rain','count':1}",
            "{'d':[{'u':'/a'}],'page':0,'total':9}",
            "{'d':[{'u':'/a'}],'links':[{'rel':'next','method':'POST','href':'/l','body':{'a':1}}]}")) {
      ObjectNode posted = tree("{'type':'pages','urlAt':'/u','url':'http://h/l','at':'/d'}");
      assertThat(proposal(posted, body.replace('\'', '"'))).as(body).isNull();
    }
  }

  @Test
  void aDocumentThatIsOnePageOfSeveralIsProposedAsPages() throws IOException {
    ObjectNode posted = tree("{'type':'json','urlAt':'/u','url':'http://h/l?page=1','at':'/d'}");
    String body = "{\"d\":[{\"u\":\"/a\"}],\"total_pages\":3}";
    Proposal proposal = proposal(posted, body);
    assertThat(asked(posted, proposal, body)).contains("http://h/l?page=2");
    for (String whole :
        List.of(
            "{'d':[{'u':'/a'}],'total':1}",
            "{'d':[{'u':'/a'}],'next':null,'previous':null}",
            "{'d':[{'u':'/a'}],'has_more':false,'total_pages':1}")) {
      assertThat(proposal(posted, whole.replace('\'', '"'))).as(whole).isNull();
    }
  }

  @Test
  void aUrlThatHoldsASecretIsNotRepeated() {
    ObjectNode posted =
        tree("{'type':'pages','urlAt':'/u','url':'http://me:pw@h/l?page=1','at':'/d'}");
    assertThat(proposal(posted, "{\"d\":[{\"u\":\"/a\"}],\"total_pages\":3}")).isNull();
  }

  /** What a dry run asks for, and proposes, of a chain whose answers are these. */
  private static Proposal chained(ObjectNode source, Map<String, String> answers) {
    try (Discovery discovery = plan(spec(source, READER.forPlans()))) {
      Steps steps =
          Steps.run(
              discovery,
              ask -> Steps.document(ask.url(), answers.get(ask.url()).replace('\'', '"')),
              100);
      assertThat(steps.end.fault()).isNull();
      return discovery.proposal();
    }
  }

  private static final String CHAIN =
      "{'type':'pages','url':'http://h/{parent.id}?page=1','at':'/d','ahead':0,MORE"
          + "'parent':{'type':'pages','url':'http://h/of','at':'/b'}}";

  private static final Map<String, String> CHAINED =
      Map.of(
          "http://h/of", "{'b':[{'id':'x'},{'id':'y'}],'next':'http://h/of?2','previous':null}",
          "http://h/x?page=1", "{'d':['/1'],'total_pages':2}",
          "http://h/y?page=1", "{'d':['/2'],'total_pages':1}");

  @Test
  void theLevelOfAChainThatIsAskedFirstIsProposedFirst() throws IOException {
    ObjectNode posted = tree(CHAIN.replace("MORE", ""));
    Proposal first = chained(posted, CHAINED);
    assertThat(first.at()).isEqualTo("/source/parent");
    assertThat(first.source()).isEqualTo("{\"parent\":{\"more\":{\"nextAt\":\"/next\"}}}");
    Map<String, String> more = new HashMap<>(CHAINED);
    more.put("http://h/of?2", "{'b':[],'next':null}");
    ObjectNode once = merged(posted, JSON.readTree(first.source()));
    Proposal second = chained(once, more);
    assertThat(second.at()).isEqualTo("/source");
    assertThat(second.more()).isEqualTo("{\"untilEmpty\":true}");
    // It is of the source as posted, not of one branch.
    ObjectNode whole = merged(once, JSON.readTree(second.source()));
    assertThat(whole.path("url").asText()).isEqualTo("http://h/{parent.id}?page={page}");
    assertThat(spec(whole, READER).source().levels()).hasSize(2);
  }

  @Test
  void aDocumentOfAChainIsProposedAsPagesOfItsOwnTemplate() throws IOException {
    ObjectNode posted =
        tree(
            "{'type':'json','url':'http://h/{parent.value}?page=1','at':'/d',"
                + "'parent':{'type':'template','url':'http://h/','values':['x','y']}}");
    Proposal found = chained(posted, CHAINED);
    assertThat(found.at()).isEqualTo("/source");
    ObjectNode whole = merged(posted, JSON.readTree(found.source()));
    assertThat(whole.path("url").asText()).isEqualTo("http://h/{parent.value}?page={page}");
    assertThat(spec(whole, READER).source().levels()).hasSize(2);
  }

  @Test
  void everyLevelThatDoesNotSayItIsNamed() {
    Parsed<JobSpec> read = READER.read("{\"source\":" + tree(CHAIN.replace("MORE", "")) + "}");
    assertThat(((Parsed.Bad<JobSpec>) read).violations())
        .extracting(Violation::pointer)
        .containsExactlyInAnyOrder("/source/more", "/source/parent/more");
    assertThat(((Parsed.Bad<JobSpec>) read).violations())
        .allSatisfy(fault -> assertThat(fault.detail()).contains("a dry run"));
  }

  @Test
  void onlyAPlanMayLeaveItOut() {
    String job = "{\"source\":{\"type\":\"pages\",\"url\":\"http://h/\"}}";
    assertThat(READER.read(job))
        .isInstanceOfSatisfying(
            Parsed.Bad.class,
            bad ->
                assertThat(bad.violations().toString())
                    .contains("/source/more", "is required; a dry run (?dryRun=true) proposes it"));
    assertThat(READER.forPlans().read(job)).isInstanceOf(Parsed.Ok.class);
    String both = job.replace("}}", ",\"perPge\":1}}");
    assertThat(READER.forPlans().read(both))
        .isInstanceOfSatisfying(
            Parsed.Bad.class,
            bad ->
                assertThat(bad.violations().toString()).contains("perPge").doesNotContain("/more"));
  }
}
