// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.jndi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.Queue;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnectionFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import javax.naming.BinaryRefAddr;
import javax.naming.CompositeName;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.InvalidNameException;
import javax.naming.NameClassPair;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.NotContextException;
import javax.naming.OperationNotSupportedException;
import javax.naming.RefAddr;
import javax.naming.Reference;
import javax.naming.Referenceable;
import javax.naming.StringRefAddr;
import javax.naming.spi.NamingManager;
import javax.naming.spi.ObjectFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
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
  void withoutFactoriesThereAreThreeForTheProviderUrl() throws NamingException, IOException {
    Path list = Files.writeString(directory.resolve("servers"), "amqp://a");
    String discovery = "discovery:(" + list.toUri() + ")";

    for (String uri : new String[] {"failover:(amqp://a,amqp://b)", discovery}) {
      Context context = context(Context.PROVIDER_URL, uri);

      for (String name :
          new String[] {"ConnectionFactory", "QueueConnectionFactory", "TopicConnectionFactory"}) {
        assertThat(factory(context, name).getRemoteURI()).isEqualTo(uri);
      }
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
        "java.naming.provider.url | /no/such/file | must be a connection URI",
        "java.naming.provider.url | file://h/x.properties | must be a connection URI",
        "java.naming.provider.url | jar:http://h/x.jar!/x.properties | must be a connection URI",
        "java.naming.provider.url | jar:file:/x.jar!/x.properties | must be a connection URI",
        "java.naming.provider.url | ldap:h | must be a connection URI"
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

  /** A directory keeps its texts, a file or registry its octets; a log has what it prints. */
  @Test
  void aReferenceKeepsPasswordsAndShowsNone() throws Exception {
    PostriderConnectionFactory factory =
        new PostriderConnectionFactory(
            "bob", "hush1", "failover:(amqp://h?transport.keyPassword=hush2)");
    factory.setProperty("transport.ws.httpHeader.Authorization", "hush3");

    Reference reference = factory.getReference();
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(octets)) {
      out.writeObject(reference);
    }
    Reference stored;
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(octets.toByteArray()))) {
      stored = (Reference) in.readObject();
    }

    assertThat(reference.toString()).contains("bob", "****").doesNotContain("hush");
    assertThat(Collections.list(reference.getAll())).allMatch(StringRefAddr.class::isInstance);
    assertThat(Collections.list(stored.getAll()))
        .allMatch(address -> address.getClass() == StringRefAddr.class);
    assertThat(stored).isEqualTo(reference).hasSameHashCodeAs(reference);
    assertThat(new PostriderObjectFactory().getObjectInstance(stored, null, null, null))
        .isEqualTo(factory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nofile?p=hush", "/nofile;p=hush", "file:/a b?p=hush", "ldap://h/;hush"})
  void aProviderUrlThatIsNoFileIsNotShownWhole(String url) {
    assertThatThrownBy(() -> context(Context.PROVIDER_URL, url))
        .isInstanceOf(NamingException.class)
        .hasMessageContaining("…' must be a connection URI")
        .satisfies(
            e -> {
              StringWriter trace = new StringWriter();
              e.printStackTrace(new PrintWriter(trace));
              assertThat(trace.toString()).doesNotContain("hush");
            });
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

  /** What an attacker puts into a registry in the hope that somebody looks it up. */
  @Test
  void aReferenceBringsNeitherCodeNorObjects() throws Exception {
    String own = PostriderObjectFactory.class.getName();
    String type = PostriderConnectionFactory.class.getName();
    Reference octets = new Reference(type, own, "http://h/");
    octets.add(new BinaryRefAddr("remoteURI", new byte[] {(byte) 0xAC, (byte) 0xED, 0, 5}));
    Reference nested = new Reference(type, own, "http://h/");
    nested.add(new ReferralAddr());
    Reference remote = new Reference("some.Remote", "some.RemoteFactory", "http://127.0.0.1:1/");

    for (Reference hostile : new Reference[] {octets, nested}) {
      assertThatThrownBy(
              () -> NamingManager.getObjectInstance(hostile, null, null, new Hashtable<>()))
          .isInstanceOf(NamingException.class)
          .hasMessageContaining("must hold a text");
    }
    for (String code : new String[] {"sslContext", "reconnectPolicy", "openProperties"}) {
      assertThatThrownBy(
              () ->
                  NamingManager.getObjectInstance(
                      resource(type, code, "some.Evil"), null, null, new Hashtable<>()))
          .isInstanceOf(NamingException.class)
          .hasMessageContaining(code);
    }
    assertThat(new PostriderObjectFactory().getObjectInstance(remote, null, null, null)).isNull();
  }

  /** The content of an address may be any object. */
  private static final class ReferralAddr extends RefAddr {

    private static final long serialVersionUID = 1L;

    ReferralAddr() {
      super("remoteURI");
    }

    @Override
    public Object getContent() {
      return new Reference("some.Remote", "some.RemoteFactory", "http://127.0.0.1:1/");
    }
  }

  @Test
  void noRefusalShowsAPassword() {
    for (String password : new String[] {"hush${x", "hush${no.such.variable}", "hush&%zz"}) {
      assertThatThrownBy(
              () ->
                  context(
                      "connectionfactory.cf",
                      "amqp://h?transport.sendBufferSize=x",
                      "property.connectionfactory.cf.password",
                      password))
          .isInstanceOf(NamingException.class)
          .hasMessageNotContaining("hush");
    }
    for (String url : new String[] {"http://h/x?jms.password=hush", "http://bob:hush@h/x"}) {
      assertThatThrownBy(() -> context(Context.PROVIDER_URL, url))
          .isInstanceOf(NamingException.class)
          .hasMessageContaining("must be a connection URI")
          .hasStackTraceContaining("NamingException")
          .satisfies(refused -> assertThat(refused).hasNoCause())
          .hasMessageNotContaining("hush");
    }
  }

  @Test
  void variablesInALoopAreRefused() {
    assertThatThrownBy(() -> context("queue.q", "${a}", "a", "${b}", "b", "${a}"))
        .hasMessageContaining("depend on itself");
  }

  @Test
  void aNameWithASchemeIsANameLikeAnyOther() throws NamingException {
    Context context = ownContext("queue.ldap://bound", "a", "connectionfactory.cf", "amqp://h");

    for (String name :
        new String[] {
          "ldap://h/x", "rmi://h/x", "dns:h", "java:comp/env/x", "corbaname::h", "a:b"
        }) {
      assertThatThrownBy(() -> context.lookup(name))
          .isInstanceOf(NameNotFoundException.class)
          .hasMessageContaining(name);
      assertThatThrownBy(() -> context.lookup(new CompositeName(name)))
          .isInstanceOf(NameNotFoundException.class);
    }
    assertThat(context.lookup("ldap://bound")).isEqualTo(new PostriderQueue("a"));
  }

  /** The context itself: {@code InitialContext} would look at the scheme before it is asked. */
  private static Context ownContext(String... pairs) throws NamingException {
    Hashtable<String, String> environment = new Hashtable<>();
    for (int i = 0; i < pairs.length; i += 2) {
      environment.put(pairs[i], pairs[i + 1]);
    }
    return new PostriderInitialContextFactory().getInitialContext(environment);
  }

  @Test
  void aNameWithSlashesLiesInContexts() throws NamingException {
    Context context = ownContext("queue.jms/in/q", "a", "topic.jms/t", "b", "queue.plain", "c");

    Context jms = (Context) context.lookup("jms");

    assertThat(names(context, "")).contains("jms", "plain").doesNotContain("jms/t");
    assertThat(names(context, "jms")).containsExactly("in", "t");
    assertThat(names(jms, "in")).containsExactly("q");
    assertThat(jms.lookup("in/q")).isEqualTo(new PostriderQueue("a"));
    assertThat(jms.getNameInNamespace()).isEqualTo("jms");
    assertThat(context.lookup(new CompositeName("jms/in/q"))).isEqualTo(new PostriderQueue("a"));
    assertThat(((Context) context.lookup("dynamicQueues")).lookup("x"))
        .isEqualTo(new PostriderQueue("x"));
    assertThat(Collections.list(context.listBindings("jms")))
        .extracting(binding -> binding.getObject().getClass().getSimpleName())
        .containsExactly("PostriderContext", "PostriderTopic");
    assertThatThrownBy(() -> context.list("plain")).isInstanceOf(NotContextException.class);
    assertThatThrownBy(() -> context.list("none")).isInstanceOf(NameNotFoundException.class);
    assertThatThrownBy(() -> context.lookup((String) null))
        .isInstanceOf(InvalidNameException.class);
    context.close();
    context.close();
  }

  private static List<String> names(Context context, String name) throws NamingException {
    return Collections.list(context.list(name)).stream().map(NameClassPair::getName).toList();
  }

  /** What a container makes of a resource in its configuration. */
  private static Reference resource(String type, String... properties) {
    return resource(PostriderObjectFactory.class, type, properties);
  }

  private static Reference resource(Class<?> factory, String type, String... properties) {
    Reference reference = new Reference(type, factory.getName(), null);
    for (String[] own :
        new String[][] {
          {"description", "x"}, {"scope", "Shareable"}, {"auth", "Container"}, {"singleton", "true"}
        }) {
      reference.add(new StringRefAddr(own[0], own[1]));
    }
    reference.add(new StringRefAddr("factory", PostriderObjectFactory.class.getName()));
    for (int i = 0; i < properties.length; i += 2) {
      reference.add(new StringRefAddr(properties[i], properties[i + 1]));
    }
    return reference;
  }

  @Test
  void aContainersResourceIsMadeByTheObjectFactory() throws Exception {
    for (Class<?> type :
        new Class<?>[] {
          PostriderConnectionFactory.class, ConnectionFactory.class, TopicConnectionFactory.class
        }) {
      Reference resource =
          resource(
              type.getName(),
              "remoteURI",
              "amqp://h:7",
              "clientID",
              "me",
              "prefetchPolicy.all",
              "5",
              "amqp.vhost",
              "v");
      assertThat(NamingManager.getObjectInstance(resource, null, null, new Hashtable<>()))
          .isEqualTo(
              new PostriderConnectionFactory(
                  Map.of(
                      "remoteURI", "amqp://h:7",
                      "jms.clientID", "me",
                      "jms.prefetchPolicy.all", "5",
                      "amqp.vhost", "v")));
    }
  }

  @Test
  void aContainersDestinationHasItsAddress() throws Exception {
    Hashtable<String, String> none = new Hashtable<>();

    for (Class<?> type : new Class<?>[] {PostriderQueue.class, Queue.class}) {
      Reference resource = resource(type.getName(), "address", "orders");
      assertThat(NamingManager.getObjectInstance(resource, null, null, none))
          .isEqualTo(new PostriderQueue("orders"));
    }
    assertThat(
            NamingManager.getObjectInstance(
                resource(Topic.class.getName(), "address", "news"), null, null, none))
        .isEqualTo(new PostriderTopic("news"));
    assertThatThrownBy(
            () ->
                NamingManager.getObjectInstance(
                    resource(ConnectionFactory.class.getName(), "adress", "x"), null, null, none))
        .isInstanceOf(NamingException.class)
        .hasMessageContaining("unknown option adress");
    // Tomcat's own factory finds ours among the properties, and hands its reference on.
    assertThat(
            new PostriderObjectFactory()
                .getObjectInstance(
                    resource(ObjectFactory.class, Queue.class.getName(), "address", "orders"),
                    null,
                    null,
                    none))
        .isEqualTo(new PostriderQueue("orders"));
    // An interface alone does not make it ours.
    assertThat(
            new PostriderObjectFactory()
                .getObjectInstance(
                    new Reference(ConnectionFactory.class.getName()), null, null, none))
        .isNull();
  }
}
