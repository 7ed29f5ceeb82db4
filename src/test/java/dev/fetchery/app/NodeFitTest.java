package dev.fetchery.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.cluster.ClusterMember;
import dev.fetchery.cluster.NodeFacts;
import dev.fetchery.files.FilesPlace;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeFitTest {
  private static final FilesPlace FILES = new FilesPlace.Directory(Path.of("/mnt/shared"));

  private static ClusterMember coordinator(boolean tls, String mark, String names)
      throws Exception {
    NodeFacts facts =
        new NodeFacts(
            NodeFacts.Role.COORDINATOR,
            "process",
            "lead",
            "1",
            tls,
            new NodeFacts.Listening(List.of("10.0.0.5"), 5702, 8080),
            new NodeFacts.FilesAt(mark, names),
            NodeFacts.StoreAt.NONE);
    return new ClusterMember("id", InetAddress.getByName("10.0.0.5"), 5701, facts);
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-8, UTF-8, true",
    "UTF-8, US-ASCII, false",
    "UTF-8, ISO-8859-1, false",
    "ISO-8859-1, UTF-8, false",
    "US-ASCII, UTF-8, true",
    "'', UTF-8, true"
  })
  void namesThatTheCoordinatorGrantsAreWrittenAsItReadsThem(
      String granted, String own, boolean fits) throws Exception {
    String fault = new NodeFit(false, "m", FILES, own).fault(coordinator(false, "m", granted));
    if (fits) {
      assertThat(fault).isNull();
    } else {
      assertThat(fault).contains(own, granted, "lead at 10.0.0.5:5701", "LANG=C.UTF-8");
    }
  }

  @Test
  void placeOfTheFilesAndCertificatesHaveToFit() throws Exception {
    NodeFit fit = new NodeFit(true, "m", FILES, "UTF-8");
    assertThat(fit.fault(coordinator(true, "m", "UTF-8"))).isNull();
    assertThat(fit.fault(coordinator(true, "other", "UTF-8"))).contains("/mnt/shared", "--files");
    assertThat(fit.fault(coordinator(false, "m", "UTF-8"))).contains("has no certificate");
    NodeFit plain = new NodeFit(false, "m", FILES, "UTF-8");
    assertThat(plain.fault(coordinator(true, "m", "UTF-8"))).contains("takes nodes with");
  }
}
