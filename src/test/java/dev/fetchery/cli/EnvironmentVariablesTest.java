package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.cli.EnvironmentVariables.Reader;
import dev.fetchery.config.Setting;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentVariablesTest {
  @ParameterizedTest
  @CsvSource({
    "SERVICE, FETCHERY_CONCURENCY, FETCHERY_CONCURRENCY",
    "SERVICE, FETCHERY_PROT, FETCHERY_PORT",
    "SERVICE, FETCHERY_DATADIR, FETCHERY_DATA_DIR",
    "SERVICE, FETCHERY_Data_Dir, FETCHERY_DATA_DIR",
    "SERVICE, FETCHERY_DOWNLOADS, FETCHERY_DOWNLOADS_DIR",
    "SERVICE, FETCHERY_CONFG, FETCHERY_CONFIG",
    "SERVICE, FETCHERY_LOGLEVEL, FETCHERY_LOG_LEVEL",
    "SERVICE, FETCHERY_JAVA_OPT, FETCHERY_JAVA_OPTS",
    "CLIENT, FETCHERY_SEVRER, FETCHERY_SERVER",
    "CLIENT, FETCHERY_TOKNE, FETCHERY_TOKEN"
  })
  void mistypedVariableIsToldWithTheNearestName(Reader reader, String written, String meant) {
    assertThat(EnvironmentVariables.mistyped(Map.of(written, "secret"), reader))
        .containsExactly(
            "unknown variable " + written + " is ignored (did you mean " + meant + "?)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FETCHERY_SERVICE_HOST",
        "FETCHERY_SERVICE_PORT",
        "FETCHERY_SERVICE_PORT_HTTP",
        "FETCHERY_PORT_8080_TCP",
        "FETCHERY_PORT_8080_TCP_ADDR",
        "FETCHERY_PORT_8080_TCP_PROTO",
        "FETCHERY_CLUSTER_SERVICE_HOST",
        "FETCHERY_CLUSTER_SERVICE_PORT",
        "FETCHERY_CLUSTER_PORT_5701_TCP",
        "FETCHERY_HOME",
        "FETCHERY_VERSION",
        "FETCHERY_IMAGE",
        "FETCHERY_",
        "FETCHER_PORT",
        "PORT"
      })
  void variableThatResemblesNoneIsNotSpokenOf(String variable) {
    for (Reader reader : Reader.values()) {
      assertThat(EnvironmentVariables.mistyped(Map.of(variable, "1"), reader)).isEmpty();
    }
  }

  @Test
  void variableThatThereIsOrThatTheCommandDoesNotReadIsNotSpokenOf() {
    Map<String, String> all =
        Stream.concat(
                Arrays.stream(Setting.values()).map(Setting::variable),
                Stream.of("CONFIG", "SERVER", "LOG", "LOG_LEVEL", "JAVA_OPTS")
                    .map("FETCHERY_"::concat))
            .collect(Collectors.toMap(Function.identity(), variable -> ""));
    assertThat(EnvironmentVariables.mistyped(all, Reader.SERVICE)).isEmpty();
    assertThat(EnvironmentVariables.mistyped(all, Reader.CLIENT)).isEmpty();
    assertThat(EnvironmentVariables.mistyped(Map.of("FETCHERY_PROT", "1"), Reader.CLIENT))
        .isEmpty();
    assertThat(EnvironmentVariables.mistyped(Map.of("FETCHERY_SERVR", "1"), Reader.SERVICE))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "FETCHERY_LOG, jsn, json",
    "FETCHERY_LOG_LEVEL, LOUD, 'TRACE, DEBUG, INFO, WARN, ERROR, OFF, ALL'"
  })
  void valueOfTheLogThatIsNoneIsTold(String variable, String value, String expected) {
    assertThat(EnvironmentVariables.ofLog(Map.of(variable, value)))
        .containsExactly(variable + ": \"" + value + "\" is not one of " + expected);
  }

  @Test
  void valueOfTheLogThatThereIsIsNotSpokenOf() {
    assertThat(
            EnvironmentVariables.ofLog(
                Map.of("FETCHERY_LOG", "json", "FETCHERY_LOG_LEVEL", "debug")))
        .isEmpty();
    assertThat(EnvironmentVariables.ofLog(Map.of("FETCHERY_LOG", "", "FETCHERY_LOG_LEVEL", "")))
        .isEmpty();
  }
}
