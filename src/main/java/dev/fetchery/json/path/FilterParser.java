package dev.fetchery.json.path;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the expressions of filters, and refuses those that are not well-typed (RFC 9535, 2.4.3).
 */
final class FilterParser {
  private static final int MAX_DEPTH = 50;

  private final Cursor cursor;
  private final PathParser paths;
  private int depth;

  FilterParser(Cursor cursor, PathParser paths) {
    this.cursor = cursor;
    this.paths = paths;
  }

  Logical expression() {
    if (++depth > MAX_DEPTH) {
      throw cursor.fault("parentheses are nested too deep");
    }
    List<Logical> parts = new ArrayList<>();
    parts.add(conjunction());
    while (takeAfterBlanks("||")) {
      parts.add(conjunction());
    }
    depth--;
    return parts.size() == 1 ? parts.get(0) : new Logical.Or(parts);
  }

  private Logical conjunction() {
    List<Logical> parts = new ArrayList<>();
    parts.add(basic());
    while (takeAfterBlanks("&&")) {
      parts.add(basic());
    }
    return parts.size() == 1 ? parts.get(0) : new Logical.And(parts);
  }

  private boolean takeAfterBlanks(String token) {
    int before = cursor.offset();
    cursor.blanks();
    if (cursor.take(token)) {
      cursor.blanks();
      return true;
    }
    cursor.back(before);
    return false;
  }

  private Logical basic() {
    boolean not = !cursor.startsWith("!=") && cursor.take("!");
    if (not) {
      cursor.blanks();
    }
    if (cursor.take("(")) {
      cursor.blanks();
      Logical inner = expression();
      cursor.blanks();
      cursor.expect(")");
      return not ? new Logical.Not(inner) : inner;
    }
    return not ? new Logical.Not(test(term())) : comparisonOrTest();
  }

  private Logical comparisonOrTest() {
    Term left = term();
    int before = cursor.offset();
    cursor.blanks();
    for (Logical.Operator operator : Logical.Operator.values()) {
      if (cursor.take(operator.text())) {
        cursor.blanks();
        return new Logical.Comparison(operand(left), operator, operand(term()));
      }
    }
    cursor.back(before);
    return test(left);
  }

  /** What stands at a place of a filter; one of the three is there. */
  private record Term(
      @Nullable Operand value, Selector.@Nullable Query query, @Nullable Logical logical) {}

  private Term term() {
    JsonNode literal = Literals.value(cursor);
    if (literal != null) {
      return new Term(new Operand.Literal(literal), null, null);
    }
    if (cursor.take("@")) {
      return new Term(null, new Selector.Query(false, paths.segments()), null);
    }
    if (cursor.take("$")) {
      return new Term(null, new Selector.Query(true, paths.segments()), null);
    }
    return function();
  }

  private Term function() {
    String name = Literals.name(cursor);
    if (name == null || !cursor.take("(")) {
      throw cursor.fault("a value, a query or a function is expected");
    }
    List<Term> arguments = arguments();
    int expected = name.equals("match") || name.equals("search") ? 2 : 1;
    if (arguments.size() != expected) {
      throw cursor.fault("the function takes " + expected + " arguments");
    }
    Term first = arguments.get(0);
    return switch (name) {
      case "length" -> new Term(new Operand.Length(operand(first)), null, null);
      case "count" -> new Term(new Operand.Count(nodes(first)), null, null);
      case "value" -> new Term(new Operand.Value(nodes(first)), null, null);
      case "match", "search" ->
          new Term(
              null,
              null,
              new Logical.Matches(operand(first), operand(arguments.get(1)), name.equals("match")));
      default -> throw cursor.fault("there is no such function");
    };
  }

  private List<Term> arguments() {
    List<Term> arguments = new ArrayList<>();
    cursor.blanks();
    if (cursor.take(")")) {
      return arguments;
    }
    if (++depth > MAX_DEPTH) {
      throw cursor.fault("functions are nested too deep");
    }
    do {
      cursor.blanks();
      arguments.add(term());
      cursor.blanks();
    } while (cursor.take(","));
    cursor.expect(")");
    depth--;
    return arguments;
  }

  private Operand operand(Term term) {
    if (term.value() != null) {
      return term.value();
    }
    if (term.query() == null || !term.query().isSingular()) {
      throw cursor.fault("what is compared must be one value");
    }
    return new Operand.Single(term.query());
  }

  private Selector.Query nodes(Term term) {
    if (term.query() == null) {
      throw cursor.fault("the function takes a query");
    }
    return term.query();
  }

  private Logical test(Term term) {
    if (term.query() != null) {
      return new Logical.Exists(term.query());
    }
    if (term.logical() == null) {
      throw cursor.fault("a value alone is no condition");
    }
    return term.logical();
  }
}
