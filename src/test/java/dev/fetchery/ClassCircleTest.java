package dev.fetchery;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** How many top-level classes may depend on each other in a circle. */
class ClassCircleTest {
  /** Lower it when the largest circle becomes smaller; never raise it. */
  private static final int MOST_IN_A_CIRCLE = 3;

  @Test
  void noLargeGroupOfClassesDependsOnEachOther() {
    List<Set<String>> circles = new Circles(dependencies()).find();
    assertThat(circles).filteredOn(circle -> circle.size() > MOST_IN_A_CIRCLE).isEmpty();
  }

  @Test
  void circleOfThreeIsFound() {
    Map<String, Set<String>> graph =
        Map.of("a", Set.of("b"), "b", Set.of("c"), "c", Set.of("a", "d"), "d", Set.of());
    assertThat(new Circles(graph).find()).containsExactly(Set.of("a", "b", "c"));
  }

  /**
   * Which top-level class depends on which. Sealed hierarchies of {@code bus} are left out: a
   * sealed type and its permitted types name each other by design.
   */
  private static Map<String, Set<String>> dependencies() {
    Map<String, Set<String>> graph = new TreeMap<>();
    for (JavaClass type :
        new ClassFileImporter()
            .withImportOption(new DoNotIncludeTests())
            .importPackages("dev.fetchery")) {
      String from = topLevel(type);
      Set<String> to = graph.computeIfAbsent(from, name -> new TreeSet<>());
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String target = topLevel(dependency.getTargetClass());
        if (target.startsWith("dev.fetchery.") && !target.equals(from) && !inBus(from)) {
          to.add(target);
        }
      }
    }
    return graph;
  }

  private static boolean inBus(String name) {
    return name.startsWith("dev.fetchery.bus.");
  }

  private static String topLevel(JavaClass type) {
    String name = type.getBaseComponentType().getName();
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }

  /** Strongly connected components of more than one node (Tarjan, 1972). */
  private static final class Circles {
    private final Map<String, Set<String>> graph;
    private final Map<String, Integer> index = new HashMap<>();
    private final Map<String, Integer> low = new HashMap<>();
    private final Deque<String> stack = new ArrayDeque<>();
    private final List<Set<String>> found = new ArrayList<>();

    Circles(Map<String, Set<String>> graph) {
      this.graph = graph;
    }

    List<Set<String>> find() {
      graph.keySet().stream().sorted().forEach(this::visitOnce);
      return found;
    }

    private void visitOnce(String node) {
      if (!index.containsKey(node)) {
        visit(node);
      }
    }

    private void visit(String node) {
      int number = index.size();
      index.put(node, number);
      low.put(node, number);
      stack.push(node);
      for (String next : graph.getOrDefault(node, Set.of())) {
        if (!index.containsKey(next)) {
          visit(next);
          low.merge(node, low.get(next), Math::min);
        } else if (stack.contains(next)) {
          low.merge(node, index.get(next), Math::min);
        }
      }
      if (low.get(node) == number) {
        pop(node);
      }
    }

    private void pop(String root) {
      Set<String> circle = new TreeSet<>();
      String node;
      do {
        node = stack.pop();
        circle.add(node);
      } while (!node.equals(root));
      if (circle.size() > 1) {
        found.add(circle);
      }
    }
  }
}
