package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StandardOutputTest {
  private static StandardOutput failing(String why) {
    StandardOutput output =
        new StandardOutput(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException(why);
              }
            });
    PrintWriter writer = output.writer();
    writer.println("x");
    assertThat(writer.checkError()).isTrue();
    return output;
  }

  @Test
  void whatCouldNotBeWrittenIsRemembered() {
    assertThat(failing("No space left on device").fault(false))
        .isEqualTo("No space left on device");
  }

  @Test
  void readerThatHasEndedIsNoFault() {
    assertThat(failing("Broken pipe").fault(false)).isNull();
    assertThat(failing("\u65ad\u5f00\u7684\u7ba1\u9053").fault(true)).isNull();
  }

  /** Where no terminal says otherwise: in a C locale the JDK would write question marks. */
  @Test
  void textIsWrittenInUtf8() {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    StandardOutput output = new StandardOutput(written);
    output.writer().println("\u65e5");
    assertThat(written.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines("\u65e5\n");
    assertThat(output.fault(false)).isNull();
  }
}
