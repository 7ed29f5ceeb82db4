package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandardInputTest {
  @TempDir private Path dir;

  @Test
  void filesOfTheJvmAreToldFromOthers() throws Exception {
    Path real = dir.toRealPath();
    Path jar = Files.createFile(real.resolve("program.jar"));
    Files.createSymbolicLink(real.resolve("link.jar"), jar);
    Map<String, String> properties =
        Map.of(
            "java.home",
            Files.createDirectories(real.resolve("jvm/lib")).getParent().toString(),
            "java.class.path",
            real.resolve("link.jar") + File.pathSeparator + real.resolve("none.jar"));
    assertThat(StandardInput.isOfJvm(jar, properties)).isTrue();
    assertThat(StandardInput.isOfJvm(real.resolve("jvm/lib/modules"), properties)).isTrue();
    assertThat(StandardInput.isOfJvm(real.resolve("cache/1-2.jsa"), properties)).isTrue();
    assertThat(StandardInput.isOfJvm(real.resolve("list.txt"), properties)).isFalse();
    assertThat(StandardInput.isOfJvm(Path.of("pipe:[1]"), properties)).isFalse();
    assertThat(StandardInput.isOfJvm(Path.of("/dev/null"), Map.of())).isFalse();
  }
}
