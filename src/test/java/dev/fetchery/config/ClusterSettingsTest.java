package dev.fetchery.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fetchery.job.AddressKind;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterSettingsTest {
  @TempDir private Path dir;
  private Path file;

  @BeforeEach
  void file() throws IOException {
    file = Files.createFile(dir.resolve("settings.yaml"));
  }

  private Settings load(Map<Setting, String> flags, Map<String, String> env)
      throws SettingsException {
    return SettingsLoader.load(flags, env, file, true);
  }

  private void refused(Map<Setting, String> flags, String... parts) {
    assertThatThrownBy(() -> load(flags, Map.of()))
        .isInstanceOf(SettingsException.class)
        .message()
        .contains(parts)
        .doesNotContain("\n");
  }

  private Settings.Cluster cluster(Map<Setting, String> more) throws Exception {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    flags.putAll(more);
    flags.put(Setting.CLUSTER, "true");
    return load(flags, Map.of()).cluster();
  }

  private void clusterRefused(Map<Setting, String> more, String... parts) {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    flags.putAll(more);
    flags.put(Setting.CLUSTER, "true");
    refused(flags, parts);
  }

  @Test
  void processIsNoNodeUnlessAskedTo() throws Exception {
    assertThat(load(Map.of(), Map.of()).cluster()).isNull();
    assertThat(load(Map.of(), Map.of("FETCHERY_JOIN", "a:1")).cluster()).isNull();
    refused(Map.of(Setting.JOIN, "a:1"), "--join: needs --cluster");
    refused(Map.of(Setting.CLUSTER_PORT, "5702"), "--cluster-port: needs --cluster");
    assertThat(cluster(Map.of()))
        .isEqualTo(
            new Settings.Cluster(
                InetAddress.getLoopbackAddress(), 5701, "fetchery", List.of(), null));
  }

  @Test
  void nodesToJoinAreHostsWithPorts() throws Exception {
    assertThat(cluster(Map.of(Setting.JOIN, "a.test:5701, [::1]:5702 ,10.0.0.7:1")).join())
        .containsExactly(
            new Settings.Peer("a.test", 5701),
            new Settings.Peer("::1", 5702),
            new Settings.Peer("10.0.0.7", 1));
    assertThat(new Settings.Peer("::1", 5702)).hasToString("[::1]:5702");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a", "a:", ":5701", "a:0", "a:65536", "a:b", "u@a:1", "a:1/x", "a:1,b", "::1:5", ","
      })
  void nodeToJoinWithoutHostOrPortIsRefused(String join) {
    clusterRefused(Map.of(Setting.JOIN, join), "--join: \"" + join + "\" is not ", "HOST:PORT");
  }

  @Test
  void nodeListensOnAnAddressThatOthersCanReach() {
    clusterRefused(
        Map.of(Setting.CLUSTER_HOST, "0.0.0.0", Setting.INSECURE_CLUSTER, "true"),
        "--cluster-host: 0.0.0.0 names no address");
    clusterRefused(Map.of(Setting.CLUSTER_HOST, "no such host"), "--cluster-host: ");
    clusterRefused(Map.of(Setting.CLUSTER_PORT, "65535"), "--cluster-port: ", "from 1 to 65534");
    clusterRefused(Map.of(Setting.CLUSTER_NAME, "a b"), "--cluster-name: ", "is not a name");
  }

  @Test
  void otherMachinesNeedCertificatesOrLeave() throws Exception {
    Map<Setting, String> open = Map.of(Setting.CLUSTER_HOST, "192.0.2.1");
    clusterRefused(open, "--cluster-host: 192.0.2.1 lets other machines in", "--insecure-cluster");
    Map<Setting, String> willing =
        Map.of(Setting.CLUSTER_HOST, "192.0.2.1", Setting.INSECURE_CLUSTER, "true");
    assertThat(cluster(willing).host().getHostAddress()).isEqualTo("192.0.2.1");
  }

  @Test
  void certificateOfNodeComesWithKeyAndAuthority() throws Exception {
    Path pem = Files.writeString(dir.resolve("a.pem"), "nothing");
    String missing = dir.resolve("missing.pem").toString();
    clusterRefused(
        Map.of(Setting.CLUSTER_CERT, "" + pem),
        "--cluster-cert: needs --cluster-key and --cluster-ca too");
    clusterRefused(
        Map.of(Setting.CLUSTER_KEY, "" + pem, Setting.CLUSTER_CA, "" + pem),
        "--cluster-key: needs --cluster-cert too");
    clusterRefused(
        Map.of(Setting.CLUSTER_CA, "" + pem),
        "--cluster-ca: needs --cluster-cert and --cluster-key");
    clusterRefused(
        Map.of(
            Setting.CLUSTER_CERT, "" + pem,
            Setting.CLUSTER_KEY, missing,
            Setting.CLUSTER_CA, "" + pem),
        "--cluster-key: cannot read " + missing);
    clusterRefused(
        Map.of(
            Setting.CLUSTER_CERT, "" + pem,
            Setting.CLUSTER_KEY, "" + pem,
            Setting.CLUSTER_CA, "" + pem),
        "--cluster-ca: " + pem + " holds no certificate");
  }

  @Test
  void graceIsSeconds() throws Exception {
    assertThat(load(Map.of(), Map.of()).capacity().graceMs()).isEqualTo(30_000);
    assertThat(load(Map.of(Setting.GRACE, "5s"), Map.of()).capacity().graceMs()).isEqualTo(5_000);
    assertThat(load(Map.of(Setting.GRACE, "0"), Map.of()).capacity().graceMs()).isZero();
    refused(Map.of(Setting.GRACE, "1m"), "--grace: \"1m\" is not seconds");
    refused(Map.of(Setting.FETCHERS, "0"), "--fetchers: \"0\" is not a whole number from 1");
  }

  @Test
  void fetcherFarFromItsCoordinatorFetchesFromPublicAddressesAlone() throws Exception {
    Map<Setting, String> far =
        Map.of(
            Setting.CLUSTER, "true",
            Setting.CLUSTER_HOST, "192.0.2.1",
            Setting.INSECURE_CLUSTER, "true");
    assertThat(SettingsLoader.load(far, Map.of(), file, false).outbound().egress())
        .containsExactly(AddressKind.PUBLIC);
    Map<Setting, String> near = Map.of(Setting.CLUSTER, "true");
    assertThat(SettingsLoader.load(near, Map.of(), file, false).outbound().egress())
        .containsExactlyInAnyOrder(AddressKind.values());
  }
}
