// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import org.postrider.tck.broker.BrokerKind;
import org.postrider.tck.broker.Capability;
import org.postrider.tck.broker.Needs;

/**
 * Holds the tables of README.md to the rules and the tests that cite them.
 *
 * <p>{@code mvn -pl tck-tests -am test -Dtest=RulesTest -DargLine=-Dpostrider.tck.write=true
 * -Dsurefire.failIfNoSpecifiedTests=false} writes them anew.
 */
@JakartaOnly
final class RulesTest {
  private static final Path README = Path.of("README.md");
  private static final Pattern CHAPTER = Pattern.compile("## (\\w+): (.+)");
  private static final Pattern RULE = Pattern.compile("- `([\\w.]+)` .+");
  private static final String BEGIN = "<!-- written by RulesTest -->\n";
  private static final String END = "<!-- end -->";

  private final Map<String, List<String>> chapters = chapters();
  private final List<Method> tests = tests();

  @Test
  void everyCitedRuleIsInTheCatalogue() {
    Set<String> rules =
        chapters.values().stream().flatMap(List::stream).collect(Collectors.toSet());

    assertThat(cited()).isSubsetOf(rules);
  }

  @Test
  void everyConformanceTestCitesARule() {
    assertThat(tests.stream().filter(test -> !test.isAnnotationPresent(Rule.class)))
        .extracting(test -> test.getDeclaringClass().getSimpleName() + "." + test.getName())
        .isEmpty();
  }

  @Test
  void theTablesOfTheReadmeAreTrue() throws IOException {
    String readme = Files.readString(README);
    String before = readme.substring(0, readme.indexOf(BEGIN) + BEGIN.length());
    String after = readme.substring(readme.indexOf(END));
    String fresh = before + "\n" + rulesTable() + "\n" + brokersTable() + "\n" + after;

    if (Boolean.getBoolean("postrider.tck.write")) {
      Files.writeString(README, fresh);
      return;
    }

    assertThat(readme).as("README.md is stale; %s says how to renew it", this).isEqualTo(fresh);
  }

  private String rulesTable() {
    StringBuilder table = new StringBuilder("| chapter | rules | proved |\n|---|---|---|\n");
    Set<String> cited = cited();
    int rules = 0;
    int proved = 0;
    for (Map.Entry<String, List<String>> chapter : chapters.entrySet()) {
      long here = chapter.getValue().stream().filter(cited::contains).count();
      rules += chapter.getValue().size();
      proved += (int) here;
      table.append(row(chapter.getKey(), chapter.getValue().size(), here));
    }
    List<String> open = new ArrayList<>();
    chapters.values().forEach(open::addAll);
    open.removeAll(cited);
    table.append(row("**all**", rules, proved));
    return table
        + "\nNot proved yet: "
        + (open.isEmpty() ? "none" : String.join(", ", open))
        + ".\n";
  }

  private String brokersTable() {
    StringBuilder table =
        new StringBuilder("| broker | tests | skipped | what it cannot do |\n|---|---|---|---|\n");
    for (BrokerKind broker : BrokerKind.values()) {
      Set<Capability> lacks = broker.lacks().keySet();
      long skipped = tests.stream().filter(test -> needs(test).anyMatch(lacks::contains)).count();
      String reasons =
          lacks.stream().sorted().map(broker.lacks()::get).collect(Collectors.joining("; "));
      table.append(
          row(broker.title(), tests.size(), skipped, reasons.isEmpty() ? "nothing" : reasons));
    }
    return table.toString();
  }

  private static String row(Object... cells) {
    return Arrays.stream(cells)
        .map(String::valueOf)
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static Stream<Capability> needs(Method test) {
    return Stream.of(test, test.getDeclaringClass())
        .flatMap(element -> AnnotationSupport.findAnnotation(element, Needs.class).stream())
        .flatMap(needs -> Arrays.stream(needs.value()));
  }

  private Set<String> cited() {
    return tests.stream()
        .filter(test -> test.isAnnotationPresent(Rule.class))
        .flatMap(test -> Arrays.stream(test.getAnnotation(Rule.class).value()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Method> tests() {
    return ReflectionSupport.findAllClassesInPackage(
            "org.postrider.tck", type -> type.isAnnotationPresent(Conformance.class), name -> true)
        .stream()
        .flatMap(
            type ->
                ReflectionSupport.findMethods(
                    type, RulesTest::isTest, HierarchyTraversalMode.TOP_DOWN)
                    .stream())
        .toList();
  }

  private static boolean isTest(Method method) {
    return method.isAnnotationPresent(Test.class)
        || method.isAnnotationPresent(ParameterizedTest.class);
  }

  private static Map<String, List<String>> chapters() {
    Map<String, List<String>> chapters = new LinkedHashMap<>();
    List<String> rules = new ArrayList<>();
    for (String line : lines(Path.of("RULES.md"))) {
      Matcher chapter = CHAPTER.matcher(line);
      Matcher rule = RULE.matcher(line);
      if (chapter.matches()) {
        rules = new ArrayList<>();
        chapters.put(chapter.group(2), rules);
      } else if (rule.matches()) {
        rules.add(rule.group(1));
      }
    }
    return chapters;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
