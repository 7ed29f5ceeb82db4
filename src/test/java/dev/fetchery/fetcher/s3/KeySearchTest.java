package dev.fetchery.fetcher.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeySearchTest extends S3Case {
  private List<String> found(List<String> paths) throws Exception {
    server.requests.clear();
    return ((FileAnswer.Found) get(() -> files.answer(new FileRequest.Find(paths)))).paths();
  }

  @Test
  void manyPathsAreFoundByFewPages() throws Exception {
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      if (i % 2 == 0) {
        server.put("p/d/" + i + ".png", "", Map.of());
      }
    }
    for (int i = 40_000; i < 41_000; i++) {
      wanted.add("d/" + i + ".png");
    }
    Collections.shuffle(wanted, new Random(1));
    assertThat(found(wanted)).hasSize(500).allMatch(path -> path.matches("d/4\\d*[02468]\\.png"));
    assertThat(server.requests).hasSizeLessThan(10).allMatch(request -> request.equals("GET "));
  }

  @Test
  void pathsFarApartAreLookedUpOneByOne() throws Exception {
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      server.put("p/" + i, "", Map.of());
    }
    for (int i = 0; i < 100; i++) {
      wanted.add(i * 500 + (i % 2 == 0 ? "" : "x"));
    }
    assertThat(found(wanted)).hasSize(50);
    assertThat(server.requests).hasSizeLessThanOrEqualTo(102);
  }

  @Test
  void anyPathsAreFoundAsTheyAre() throws Exception {
    Random random = new Random(7);
    String[] letters = {"a", "b", "/", "\u00e9", "\ud83d\ude00", "\uff5e", "~", "!", "0"};
    for (int round = 0; round < 20; round++) {
      server.objects.clear();
      HashSet<String> there = new HashSet<>();
      List<String> wanted = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        StringBuilder path = new StringBuilder("k");
        for (int n = random.nextInt(6); n >= 0; n--) {
          path.append(letters[random.nextInt(letters.length)]);
        }
        if (random.nextBoolean()) {
          there.add(path.toString());
        }
        wanted.add(path.toString());
      }
      there.forEach(path -> server.put("p/" + path, "", Map.of()));
      assertThat(found(wanted)).as("round %d", round).containsExactlyInAnyOrderElementsOf(there);
    }
  }

  @Test
  void noneAreFoundInNone() throws Exception {
    assertThat(found(List.of())).isEmpty();
    assertThat(found(List.of("a", "b/c", "d", "e", "f"))).isEmpty();
  }
}
