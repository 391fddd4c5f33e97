// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.jms.message.SerializedBody.assertRefused;
import static org.postrider.jms.message.SerializedBody.encoded;
import static org.postrider.jms.message.SerializedBody.received;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.ObjectMessage;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which serialized objects are read, and how others are refused. */
class DeserializationTest {

  record Own(String name) implements Serializable {}

  enum Color {
    RED
  }

  /** Would tell if it were ever initialised or read. */
  static final class Gadget implements Serializable {

    static final AtomicBoolean RAN = new AtomicBoolean();
    private static final long serialVersionUID = 1L;

    private void readObject(ObjectInputStream in) throws IOException {
      RAN.set(true);
    }
  }

  static final class Silent implements InvocationHandler, Serializable {

    private static final long serialVersionUID = 1L;

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) {
      return null;
    }
  }

  @SuppressWarnings({"JdkObsolete", "JavaUtilDate"}) // applications send them all the same
  static List<Serializable> plainValues() {
    return List.of(
        "s",
        1,
        2L,
        'c',
        true,
        1.5f,
        new BigDecimal("1.5"),
        BigInteger.TEN.pow(50),
        UUID.randomUUID(),
        Instant.EPOCH,
        ZonedDateTime.parse("2026-01-01T00:00:00+01:00[Europe/Berlin]"),
        Duration.ofDays(1),
        new Date(5),
        Locale.GERMANY,
        URI.create("amqp://h"),
        TimeUnit.DAYS,
        new int[][] {{1}, {2}},
        new String[] {"a", null},
        new ArrayList<>(Arrays.asList(1, null)),
        (Serializable) Arrays.asList("a", "b"),
        (Serializable) List.of(1, 2, 3),
        (Serializable) Set.of("x"),
        (Serializable) Map.of("k", List.of(1L), "l", List.of()),
        (Serializable) Collections.emptyMap(),
        (Serializable) Collections.singletonList(Instant.EPOCH),
        (Serializable) Collections.unmodifiableMap(new TreeMap<>(Map.of("a", 1))),
        (Serializable) Collections.synchronizedList(new LinkedList<>(List.of(1))),
        new HashMap<>(Map.of("k", new HashSet<>(Set.of(new ArrayList<>(List.of(1)))))),
        new LinkedHashMap<>(Map.of(1, 2)),
        new Hashtable<>(Map.of("a", "b")),
        properties(),
        new TreeSet<>(String.CASE_INSENSITIVE_ORDER),
        new TreeMap<>(Comparator.reverseOrder()),
        new CopyOnWriteArrayList<>(List.of("a")));
  }

  private static Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("key", "value");
    return properties;
  }

  @ParameterizedTest
  @MethodSource("plainValues")
  void plainJdkValuesAreReadByDefault(Serializable value) throws JMSException {
    ObjectMessage message = received(value);

    assertThat(message.getObject()).isEqualTo(value);
    assertThat(message.isBodyAssignableTo(value.getClass())).isTrue();
  }

  @SuppressWarnings({"JdkObsolete", "UnnecessaryStringBuilder"}) // applications send them
  static List<Serializable> valuesWithoutEquals() {
    return List.of(
        new ArrayDeque<>(List.of(1, 2)),
        new StringBuffer("text"),
        new StringBuilder("text"),
        new AtomicInteger(3),
        new AtomicLong(4),
        new AtomicBoolean(true));
  }

  @ParameterizedTest
  @MethodSource("valuesWithoutEquals")
  void thoseThatEqualOnlyThemselvesAreReadToo(Serializable value) throws JMSException {
    assertThat(received(value).getObject())
        .hasSameClassAs(value)
        .isNotSameAs(value)
        .hasToString(value.toString());
  }

  @Test
  void anotherClassIsRefusedByNameWithTheOptionAndTheMessageStaysReadable() throws JMSException {
    for (Serializable object :
        List.of(new Own("x"), new Own[0], new ArrayList<>(List.of(new Own("x"))))) {
      ObjectMessage message = received(object);

      assertRefused(message, Own.class.getName(), "jms.deserializationPolicy.allowList");
      assertThat(message.isBodyAssignableTo(Own.class)).isFalse();
      assertThat(message.getJMSDestination()).isEqualTo(Wire.QUEUE);
      assertRefused(message, Own.class.getName());
    }
  }

  @Test
  void aRefusedClassDoesNotRun() throws JMSException {
    Gadget.RAN.set(false);

    assertRefused(received(new Gadget()), "Gadget");
    assertThat(Gadget.RAN).isFalse();
    received(new Gadget(), "allowList", Gadget.class.getName()).getObject();
    assertThat(Gadget.RAN).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "org.postrider | | true",
        "org.postrider.jms.message.* | | true",
        "* | | true",
        "org.postrider.jms.message.DeserializationTest$Own | | true",
        "org.postrider.jms.message.DeserializationTest | | true",
        "org.post | | false",
        "org.postrider.jms.message.DeserializationTest$Ow | | false",
        "org.postrider.jms.message.DeserializationTest$Own2 | | false",
        "java | | false",
        "* | org.postrider.jms | false",
        "org.postrider | org.postrider.jms.message.* | false",
        "org.postrider | * | false",
        "org.postrider | org.postrider.other | true"
      })
  void listsNameClassesOrPackagesAndTheDenyListWins(String allowed, String denied, boolean isRead)
      throws JMSException {
    ObjectMessage message =
        received(new Own("x"), "allowList", allowed, "denyList", denied == null ? "" : denied);

    if (isRead) {
      assertThat(message.getObject()).isEqualTo(new Own("x"));
    } else {
      assertRefused(message, Own.class.getName(), "List");
    }
  }

  @Test
  void theDenyListGoesBeforeThePlainValuesToo() throws JMSException {
    assertRefused(
        received(new HashMap<>(), "denyList", "java.util"), "java.util.HashMap", "denyList");
  }

  @Test
  void enumsAndClassesThatAreOnlyNamedAreCheckedAsWell() throws JMSException {
    assertRefused(received(Color.RED), Color.class.getName(), "allowList");
    assertRefused(received(Own.class), Own.class.getName(), "allowList");
    assertRefused(received(new File("x")), "java.io.File", "allowList");
    assertThat(received(Color.RED, "allowList", Color.class.getName()).getObject())
        .isSameAs(Color.RED);
  }

  @Test
  void aProxyNeedsItsInterfacesItsHandlerAndProxyItself() throws JMSException {
    Serializable proxy =
        (Serializable)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Comparator.class, Serializable.class},
                new Silent());
    String handler = Silent.class.getName();
    String rest = "java.util.Comparator,java.io.Serializable";

    assertRefused(received(proxy), "java.util.Comparator", "allowList");
    assertRefused(received(proxy, "allowList", handler + "," + rest), "java.lang.reflect.Proxy");
    assertRefused(received(proxy, "allowList", "java.lang.reflect.Proxy," + rest), handler);
    assertThat(
            received(proxy, "allowList", "java.lang.reflect.Proxy," + handler + "," + rest)
                .getObject())
        .isInstanceOf(Comparator.class);
  }

  @Test
  void anObjectOfThisSideIsNobodyElses() throws JMSException {
    ObjectMessage message = Wire.FACTORY.createObjectMessage(new Own("x"));

    assertThat(message.getObject()).isEqualTo(new Own("x"));
    assertThat(message.isBodyAssignableTo(Own.class)).isTrue();
    assertThat(message.getBody(Own.class)).isEqualTo(new Own("x"));
  }

  @Test
  void whatIsNoObjectIsRefused() throws JMSException {
    byte[] octets = encoded("text");
    octets[octets.length - 6] ^= 0x55;

    assertThatThrownBy(((ObjectMessage) Wire.decode(octets))::getObject)
        .isInstanceOf(MessageFormatException.class)
        .hasMessageContaining("cannot be deserialized");
  }

  @Test
  void theThreadsClassLoaderIsAskedFirst() throws JMSException {
    ObjectMessage message = received(new Own("x"), "allowList", "org.postrider");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    Copying copying = new Copying();
    thread.setContextClassLoader(copying);

    try {
      assertThat(message.getObject().getClass().getClassLoader()).isSameAs(copying);
      thread.setContextClassLoader(null);
      assertThat(message.getObject()).isEqualTo(new Own("x"));
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** A class loader keeps a lock for each name that it was ever asked for. */
  @Test
  void aRefusedClassIsNotEvenLookedFor() throws JMSException {
    ObjectMessage array = received(new Own[1]);
    ObjectMessage enumerated = received(Color.RED);
    ObjectMessage named = received(new ArrayList<>(List.of(Gadget.class)));
    List<String> askedFor = new ArrayList<>();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(
        new ClassLoader(before) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            askedFor.add(name);
            return super.loadClass(name, resolve);
          }
        });

    try {
      assertRefused(array, Own.class.getName());
      assertRefused(enumerated, Color.class.getName());
      assertRefused(named, Gadget.class.getName());
      assertThat(received(new ArrayList<>(List.of(int.class, long[].class))).getObject())
          .isEqualTo(List.of(int.class, long[].class));
    } finally {
      thread.setContextClassLoader(before);
    }
    assertThat(askedFor).isNotEmpty().noneMatch(name -> name.startsWith("org.postrider"));
  }

  /** Each proxy's class would stay: many messages would fill the memory with them. */
  @Test
  void theClassOfARefusedProxyIsNotMade() throws JMSException {
    Serializable proxy =
        (Serializable)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Runnable.class, Iterable.class, Serializable.class},
                new Silent());
    // To make it would fail: an interface must not be repeated.
    String octets =
        new String(encoded(proxy), StandardCharsets.ISO_8859_1)
            .replace("java.lang.Iterable", "java.lang.Runnable");

    assertRefused(
        (ObjectMessage) Wire.decode(octets.getBytes(StandardCharsets.ISO_8859_1)),
        "java.lang.Runnable",
        "allowList");
  }

  /** Whatever goes wrong in a class that may be brought. */
  @ParameterizedTest
  @CsvSource({"EUR, XXQ", "Europe/Berlin, Europe?Nowher", "amqp://host, amqp:///[ho"})
  void valuesThatCannotBeAreRefused(String good, String bad) throws JMSException {
    Serializable value =
        switch (good) {
          case "EUR" -> Currency.getInstance(good);
          case "Europe/Berlin" -> (Serializable) ZoneId.of(good);
          default -> URI.create(good);
        };
    String octets =
        new String(encoded(value), StandardCharsets.ISO_8859_1)
            .replace(good, (bad + "      ").substring(0, good.length()));

    assertRefused(
        (ObjectMessage) Wire.decode(octets.getBytes(StandardCharsets.ISO_8859_1)),
        "cannot be deserialized");
  }

  /** Defines the classes of this test anew. */
  private static final class Copying extends ClassLoader {

    Copying() {
      super(DeserializationTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(DeserializationTest.class.getName())) {
        return super.loadClass(name, resolve);
      }
      URL resource = getResource(name.replace('.', '/') + ".class");
      try (InputStream in = resource.openStream()) {
        byte[] octets = in.readAllBytes();
        return defineClass(name, octets, 0, octets.length);
      } catch (IOException unreadable) {
        throw new ClassNotFoundException(name, unreadable);
      }
    }
  }
}
