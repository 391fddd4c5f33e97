// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.joram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import junit.framework.TestCase;
import junit.framework.TestFailure;
import junit.framework.TestResult;
import junit.framework.TestSuite;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.objectweb.jtests.jms.conform.connection.ConnectionTest;
import org.objectweb.jtests.jms.conform.connection.TopicConnectionTest;
import org.objectweb.jtests.jms.conform.message.MessageBodyTest;
import org.objectweb.jtests.jms.conform.message.MessageDefaultTest;
import org.objectweb.jtests.jms.conform.message.MessageTypeTest;
import org.objectweb.jtests.jms.conform.message.headers.MessageHeaderTest;
import org.objectweb.jtests.jms.conform.message.properties.JMSXPropertyTest;
import org.objectweb.jtests.jms.conform.message.properties.MessagePropertyConversionTest;
import org.objectweb.jtests.jms.conform.message.properties.MessagePropertyTest;
import org.objectweb.jtests.jms.conform.queue.QueueBrowserTest;
import org.objectweb.jtests.jms.conform.queue.TemporaryQueueTest;
import org.objectweb.jtests.jms.conform.selector.SelectorSyntaxTest;
import org.objectweb.jtests.jms.conform.selector.SelectorTest;
import org.objectweb.jtests.jms.conform.session.QueueSessionTest;
import org.objectweb.jtests.jms.conform.session.SessionTest;
import org.objectweb.jtests.jms.conform.session.TopicSessionTest;
import org.objectweb.jtests.jms.conform.session.UnifiedSessionTest;
import org.objectweb.jtests.jms.conform.topic.TemporaryTopicTest;
import org.objectweb.jtests.jms.framework.JMSTestCase;
import org.postrider.tck.JavaxOnly;
import org.postrider.tck.broker.BrokerExtension;

/**
 * The JORAM project's conformance tests of JMS 1.1, whole. They were written for JUnit 3; each of
 * them is a test here.
 */
@JavaxOnly
final class JoramTest {
  private static final List<Class<? extends TestCase>> SUITE =
      List.of(
          ConnectionTest.class,
          TopicConnectionTest.class,
          MessageBodyTest.class,
          MessageDefaultTest.class,
          MessageTypeTest.class,
          MessageHeaderTest.class,
          JMSXPropertyTest.class,
          MessagePropertyConversionTest.class,
          MessagePropertyTest.class,
          QueueBrowserTest.class,
          TemporaryQueueTest.class,
          SelectorSyntaxTest.class,
          SelectorTest.class,
          QueueSessionTest.class,
          SessionTest.class,
          TopicSessionTest.class,
          UnifiedSessionTest.class,
          TemporaryTopicTest.class);
  private static final int SIZE = 196;

  /** Those of the suite, which the test before may have had. */
  private static final List<String> CLIENT_IDS =
      List.of(
          "publisherConnection",
          "subscriberConnection",
          "testSetClientID_1",
          "testSetClientID_2",
          "another client ID");

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @RegisterExtension static final BrokerExtension broker = BrokerExtension.shared();

  @BeforeAll
  static void lendTheBroker() {
    System.setProperty(JoramAdmin.URL, broker.url());
    System.setProperty("joram.jms.test.file", "joram/provider.properties");
    JMSTestCase.startServer = false;
  }

  @AfterAll
  static void takeItBack() {
    System.clearProperty(JoramAdmin.URL);
  }

  @TestFactory
  Stream<DynamicTest> theSuitePasses() {
    List<TestCase> tests = SUITE.stream().flatMap(JoramTest::testsOf).toList();

    assertThat(tests).hasSize(SIZE);

    return tests.stream().map(test -> DynamicTest.dynamicTest(nameOf(test), () -> pass(test)));
  }

  private static Stream<TestCase> testsOf(Class<? extends TestCase> testClass) {
    return Collections.list(new TestSuite(testClass).tests()).stream().map(TestCase.class::cast);
  }

  private static String nameOf(TestCase test) {
    return test.getClass().getSimpleName() + "." + test.getName();
  }

  private static void pass(TestCase test) throws Throwable {
    TestResult result = new TestResult();
    CLIENT_IDS.forEach(broker::awaitFree);

    assertTimeoutPreemptively(LIMIT, () -> test.run(result));

    assertThat(result.runCount()).isEqualTo(1);
    for (TestFailure failure : Collections.list(result.failures())) {
      throw failure.thrownException();
    }
    for (TestFailure error : Collections.list(result.errors())) {
      throw error.thrownException();
    }
  }
}
