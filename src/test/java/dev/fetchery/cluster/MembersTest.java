package dev.fetchery.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.cluster.NodeFacts.Role;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MembersTest {
  private static final NodeFacts.StoreAt STORE =
      new NodeFacts.StoreAt("", List.of("10.0.0.9", "fd00:0:0:0:0:0:0:9"), 5432);

  private static NodeFacts facts(Role role, List<String> addresses) {
    return new NodeFacts(
        role,
        "p",
        "n",
        "1",
        true,
        new NodeFacts.Listening(addresses, 5702, 8080),
        new NodeFacts.FilesAt("place", "UTF-8"),
        STORE);
  }

  private static ClusterMember member(String host, NodeFacts facts) throws UnknownHostException {
    return new ClusterMember(host, InetAddress.getByName(host), 5701, facts);
  }

  private static Members of(ClusterMember... all) {
    return new Members() {
      @Override
      public List<ClusterMember> all() {
        return List.of(all);
      }

      @Override
      public boolean isThisProcess(ClusterMember member) {
        return false;
      }

      @Override
      public void whenChanged(Consumer<Change> listener) {}

      @Override
      public Future<String> dial(ClusterMember member) {
        return Future.succeededFuture("");
      }

      @Override
      public Future<Boolean> refuses(String place) {
        return Future.succeededFuture(false);
      }
    };
  }

  @Test
  void everyPortOfEveryNodeIsKnownAtEachOfItsAddresses() throws Exception {
    Members members =
        of(
            member("10.0.0.5", facts(Role.COORDINATOR, List.of("10.0.0.5", "192.0.2.5"))),
            member("10.0.0.6", facts(Role.FETCHER, List.of("10.0.0.6"))));
    for (String host : List.of("10.0.0.5", "192.0.2.5", "10.0.0.6")) {
      for (int port : new int[] {5701, 5702, 8080}) {
        assertThat(members.listenOn(InetAddress.getByName(host), port))
            .as("%s:%d", host, port)
            .isTrue();
      }
      assertThat(members.listenOn(InetAddress.getByName(host), 80)).as(host).isFalse();
    }
    assertThat(members.listenOn(InetAddress.getByName("10.0.0.7"), 5701)).isFalse();
    assertThat(Members.NONE.listenOn(InetAddress.getByName("10.0.0.5"), 5701)).isFalse();
  }

  @Test
  void serverOfTheDatabaseIsKnownAtItsPortAlone() throws Exception {
    Members members = of(member("10.0.0.5", facts(Role.COORDINATOR, List.of())));
    for (String host : List.of("10.0.0.9", "fd00::9")) {
      InetAddress address = InetAddress.getByName(host);
      assertThat(members.listenOn(address, 5432)).as(host).isTrue();
      assertThat(members.listenOn(address, 80)).as(host).isFalse();
    }
    assertThat(members.listenOn(InetAddress.getByName("10.0.0.5"), 5432)).isFalse();
  }

  @Test
  void coordinatorsAreToldInTheOrderOfTheirComing() throws Exception {
    ClusterMember first = member("10.0.0.5", facts(Role.COORDINATOR, List.of()));
    ClusterMember second = member("10.0.0.6", facts(Role.COORDINATOR, List.of()));
    ClusterMember fetcher = member("10.0.0.7", facts(Role.FETCHER, List.of()));
    assertThat(of(fetcher, first, second).coordinators()).containsExactly(first, second);
  }

  @Test
  void factsPassAsAttributes() {
    NodeFacts facts = facts(Role.FETCHER, List.of("10.0.0.6", "fd00::6"));
    assertThat(NodeFacts.of(facts.attributes())).isEqualTo(facts);
    assertThat(NodeFacts.of(Map.of())).isNull();
    assertThat(NodeFacts.of(Map.of("fetchery.role", "KING"))).isNull();
  }
}
