package dev.fetchery.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PointersTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a/b", "~", "~1", "/~0", "0", "\u00e9 \""})
  void pointerLeadsToTheMemberOfItsName(String name) {
    JsonNode inner = JsonNodeFactory.instance.objectNode().put(name, "found");
    JsonNode outer = JsonNodeFactory.instance.objectNode().set("in", inner);
    String pointer = Pointers.child(Pointers.child("", "in"), name);
    assertThat(outer.at(JsonPointer.compile(pointer)).asText()).isEqualTo("found");
  }

  @Test
  void pointerLeadsToTheElementOfItsIndex() {
    JsonNode array = JsonNodeFactory.instance.arrayNode().add("a").add("b");
    assertThat(array.at(Pointers.child("", 1)).asText()).isEqualTo("b");
  }

  @Test
  void tildeIsEscapedBeforeTheSlash() {
    assertThat(Pointers.child("/x", "~/")).isEqualTo("/x/~0~1");
  }
}
