package dev.fetchery.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.fetchery.job.Header;
import dev.fetchery.job.PageRequest;
import dev.fetchery.job.Proposal;
import dev.fetchery.job.Source;
import dev.fetchery.json.FetchedJson;
import dev.fetchery.json.JsonParts;
import dev.fetchery.source.proposal.Asked;
import dev.fetchery.source.proposal.FirstAnswer;
import dev.fetchery.source.proposal.ListContext;
import dev.fetchery.source.proposal.Proposer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The discovery of a dry run whose job does not say how pages follow each other: its first answer
 * is read a second time for what tells that.
 */
final class ProposingDiscovery extends PassingDiscovery {
  private static final Set<String> RELATIONS = Set.of("next", "prev", "first", "last");
  private static final Set<String> VARIABLES = Set.of("start", "page", "cursor");

  private final Source source;
  private boolean answered;
  private @Nullable Proposal proposal;

  /**
   * @param source one of JSON, or of pages without {@code more}
   */
  ProposingDiscovery(Discovery whole, Source source) {
    super(whole);
    this.source = source;
  }

  @Override
  public @Nullable Proposal proposal() {
    return proposal;
  }

  @Override
  public void answered(int ask, Document document) {
    if (!answered) {
      answered = true;
      proposal = Proposer.propose(answer(document), asked());
    }
    super.answered(ask, document);
  }

  private FirstAnswer answer(Document document) {
    List<String> way = PageParts.beginning(source instanceof Source.Json json ? json.at() : at());
    List<String> links =
        document.headers().stream()
            .filter(header -> header.name().equals("link"))
            .map(Header::value)
            .toList();
    Map<String, String> headers =
        document.headers().stream()
            .collect(Collectors.toMap(Header::name, Header::value, (first, later) -> first));
    boolean linked =
        RELATIONS.stream().anyMatch(relation -> LinkHeader.target(links, relation) != null);
    return new FirstAnswer(
        linked, LinkHeader.target(links, "next"), headers, tree(document, way), way);
  }

  private String at() {
    return ((Source.Pages) source).at();
  }

  /** An answer that is too large to be held, or none, tells by its headers alone. */
  private static JsonNode tree(Document document, List<String> way) {
    List<List<String>> ways = new ArrayList<>(ListContext.ways(way));
    ways.add(way);
    byte[] body = document.body();
    try {
      return FetchedJson.content(
              document.stream(document.codings()),
              body == null ? Long.MAX_VALUE : body.length,
              JsonParts.of(ways),
              FetchedJson.MAX_VALUES)
          .value();
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  private Asked asked() {
    if (source instanceof Source.Json json) {
      return new Asked(json.url(), PageRequest.Encoding.QUERY, Map.of(), Set.of(), false, false);
    }
    Source.Pages pages = (Source.Pages) source;
    Set<String> names = NamedFields.ofRequests(pages.request());
    Map<String, String> parameters = new HashMap<>(pages.request().query());
    parameters.putAll(pages.request().parameters());
    return new Asked(
        pages.request().url(),
        pages.request().encoding(),
        parameters,
        VARIABLES.stream()
            .filter(variable -> PageRequests.uses(names, variable))
            .collect(Collectors.toSet()),
        true,
        pages.total() != null);
  }
}
