// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.jndi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.OperationNotSupportedException;
import javax.naming.Reference;
import javax.naming.Referenceable;
import javax.naming.StringRefAddr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.jms.PostriderConnectionFactory;
import org.postrider.jms.destination.DestinationKind;
import org.postrider.jms.destination.PostriderQueue;
import org.postrider.jms.destination.PostriderTopic;

/** What JNDI gives out, and what it refuses. */
@SuppressWarnings({"BanJNDI", "JdkObsolete"}) // it is JNDI that is tested, and wants Hashtables
class JndiTest {

  @TempDir Path directory;

  private static Context context(String... pairs) throws NamingException {
    Hashtable<String, String> environment = new Hashtable<>();
    environment.put(
        Context.INITIAL_CONTEXT_FACTORY, PostriderInitialContextFactory.class.getName());
    for (int i = 0; i < pairs.length; i += 2) {
      environment.put(pairs[i], pairs[i + 1]);
    }
    return new InitialContext(environment);
  }

  private static PostriderConnectionFactory factory(Context context, String name)
      throws NamingException {
    return (PostriderConnectionFactory) context.lookup(name);
  }

  @Test
  void propertiesDescribeFactoriesAndDestinations() throws NamingException {
    Context context =
        context(
            "connectionFactory.one", "amqp://one",
            "connectionfactory.my.two", "amqp://two?jms.clientID=u",
            "property.connectionfactory.one.clientID", "me",
            "default.connectionfactory.prefetchPolicy.all", "5",
            "queue.jms/q", "address",
            "topic.t", "news");

    assertThat(factory(context, "one").getRemoteURI()).isEqualTo("amqp://one");
    assertThat(factory(context, "one").getClientID()).isEqualTo("me");
    assertThat(factory(context, "my.two").getClientID()).isEqualTo("u");
    assertThat(factory(context, "my.two").getProperties())
        .containsEntry("jms.prefetchPolicy.all", "5");
    assertThat(context.lookup("jms/q")).isEqualTo(new PostriderQueue("address"));
    assertThat(context.lookup("t")).isEqualTo(new PostriderTopic("news"));
    assertThat(Collections.list(context.list(""))).hasSize(4);
    assertThat(Collections.list(context.listBindings(""))).hasSize(4);
  }

  @Test
  void withoutFactoriesThereAreThreeForTheProviderUrl() throws NamingException {
    Context context = context(Context.PROVIDER_URL, "failover:(amqp://a,amqp://b)");

    for (String name :
        new String[] {"ConnectionFactory", "QueueConnectionFactory", "TopicConnectionFactory"}) {
      assertThat(factory(context, name).getRemoteURI()).isEqualTo("failover:(amqp://a,amqp://b)");
    }
  }

  @Test
  void aFileHoldsPropertiesUnderThoseOfTheEnvironment() throws NamingException, IOException {
    Path file = directory.resolve("jndi.properties");
    Files.writeString(file, "connectionfactory.cf = amqp://file\nqueue.q = ${name:-deep}\n");

    for (String url : new String[] {file.toString(), file.toUri().toString()}) {
      Context context = context(Context.PROVIDER_URL, url, "queue.r", "own", "name", "given");
      assertThat(factory(context, "cf").getRemoteURI()).isEqualTo("amqp://file");
      assertThat(context.lookup("q")).isEqualTo(new PostriderQueue("given"));
      assertThat(context.lookup("r")).isEqualTo(new PostriderQueue("own"));
    }
  }

  @Test
  void dynamicNamesNeedNoProperty() throws NamingException {
    Context context = context();

    assertThat(context.lookup("dynamicQueues/a/b")).isEqualTo(new PostriderQueue("a/b"));
    assertThat(context.lookup("dynamicTopics/t")).isEqualTo(new PostriderTopic("t"));
    assertThatThrownBy(() -> context.lookup("dynamicQueues/")).isInstanceOf(NamingException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "${a:-x}, x",
    "${user.never:-${b:-y}}, y",
    "$${a}, ${a}",
    "a$b, a$b",
    "${java.specification.version:-0}/q, SPEC/q",
    "${inner}, deep",
    "${none:-}z, z"
  })
  void variablesAreReplaced(String text, String expected) throws NamingException {
    Context context = context("queue.q", text, "inner", "${innermost}", "innermost", "deep");

    assertThat(context.lookup("q"))
        .hasToString(expected.replace("SPEC", System.getProperty("java.specification.version")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "queue.q | ${nowhere.to.be.found} | must have a value or a default",
        "queue.q | ${q | must be closed",
        "queue.q | ${queue.q} | must not depend on itself",
        "queue. | x | must have a name",
        "connectionfactory.cf | http://h | URI scheme 'http' must be",
        "connectionfactory.cf | amqp://h?jms.clientId=x | did you mean jms.clientID?",
        "default.connectionfactory.sendTimeout | soon | value 'soon' must be",
        "property.connectionfactory.other.clientID | x | must name one of",
        "java.naming.provider.url | http://h/x.properties | must be a connection URI",
        "java.naming.provider.url | /no/such/file | must be a connection URI"
      })
  void wrongPropertiesAreRefusedWithTheirRule(String key, String value, String message) {
    assertThatThrownBy(() -> context(key, value))
        .isInstanceOf(NamingException.class)
        .hasMessageContaining(message);
  }

  @Test
  void theContextIsReadOnlyAndNamesItsOwn() throws NamingException {
    Context context = context("queue.q", "a");

    assertThatThrownBy(() -> context.bind("x", "y"))
        .isInstanceOf(OperationNotSupportedException.class);
    assertThatThrownBy(() -> context.lookup("x"))
        .isInstanceOf(NameNotFoundException.class)
        .hasMessageContaining("'x'");
    assertThat(((Context) context.lookup("")).lookup("q")).isEqualTo(new PostriderQueue("a"));
  }

  @Test
  void referencesGiveTheSameObjectsAgain() throws NamingException {
    PostriderConnectionFactory factory =
        new PostriderConnectionFactory("bob", "hush", "amqp://h?jms.clientID=u");
    factory.setProperty("transport.ws.httpHeader.X", "1");
    PostriderObjectFactory objects = new PostriderObjectFactory();

    PostriderConnectionFactory again =
        (PostriderConnectionFactory)
            objects.getObjectInstance(factory.getReference(), null, null, null);

    assertThat(again.getProperties()).isEqualTo(factory.getProperties());
  }

  @ParameterizedTest
  @EnumSource(DestinationKind.class)
  void referencesOfDestinationsToo(DestinationKind kind) throws NamingException {
    Reference reference = ((Referenceable) kind.named("n")).getReference();

    assertThat(new PostriderObjectFactory().getObjectInstance(reference, null, null, null))
        .isEqualTo(kind.named("n"));
  }

  @Test
  void aReferenceToAnotherClassIsRefused() throws NamingException {
    PostriderObjectFactory objects = new PostriderObjectFactory();
    Reference claimed =
        new Reference(
            "java.lang.ProcessBuilder", PostriderObjectFactory.class.getName(), "http://h/");
    Reference others = new Reference("java.lang.String", "other.Factory", null);
    Reference nameless = new Reference(PostriderQueue.class.getName());
    Reference wrong =
        new Reference(
            PostriderConnectionFactory.class.getName(), new StringRefAddr("remoteURI", "ldap://h"));

    assertThatThrownBy(() -> objects.getObjectInstance(claimed, null, null, null))
        .isInstanceOf(NamingException.class)
        .hasMessageContaining("java.lang.ProcessBuilder");
    assertThat(objects.getObjectInstance(others, null, null, null)).isNull();
    assertThat(objects.getObjectInstance("text", null, null, null)).isNull();
    assertThatThrownBy(() -> objects.getObjectInstance(nameless, null, null, null))
        .isInstanceOf(NamingException.class);
    assertThatThrownBy(() -> objects.getObjectInstance(wrong, null, null, null))
        .isInstanceOf(NamingException.class)
        .hasMessageContaining("ldap");
  }

  @Test
  void variablesInALoopAreRefused() {
    assertThatThrownBy(() -> context("queue.q", "${a}", "a", "${b}", "b", "${a}"))
        .hasMessageContaining("depend on itself");
  }
}
