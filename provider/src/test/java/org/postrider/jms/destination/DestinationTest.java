// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.Topic;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import javax.naming.Referenceable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mockito.Mockito;

/** Destinations and their addresses. */
class DestinationTest {

  @ParameterizedTest
  @EnumSource(DestinationKind.class)
  void kindAndNameMakeADestinationEqual(DestinationKind kind) {
    PostriderDestination destination = kind.named("a");

    assertThat(destination).isEqualTo(kind.named("a")).hasSameHashCodeAs(kind.named("a"));
    assertThat(destination).isNotEqualTo(kind.named("b"));
    for (DestinationKind other : DestinationKind.values()) {
      assertThat(destination.equals(other.named("a"))).isEqualTo(other == kind);
    }
  }

  @ParameterizedTest
  @EnumSource(DestinationKind.class)
  void serializationKeepsKindAndName(DestinationKind kind) throws Exception {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(octets)) {
      out.writeObject(kind.named("a"));
    }

    assertThat(read(octets.toByteArray())).isEqualTo(kind.named("a"));
  }

  private static Object read(byte[] octets) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(octets))) {
      return in.readObject();
    }
  }

  @ParameterizedTest
  @EnumSource(DestinationKind.class)
  void aReferenceNamesTheClassAndTheName(DestinationKind kind) throws Exception {
    var reference = ((Referenceable) kind.named("a")).getReference();

    assertThat(reference.getClassName()).isEqualTo(kind.named("a").getClass().getName());
    assertThat(reference.get("name").getContent()).isEqualTo("a");
    assertThat(reference.getFactoryClassLocation()).isNull();
  }

  @Test
  void aTemporaryDestinationIsDeletedByItsConnectionOnly() throws JMSException {
    List<PostriderDestination> deleted = new ArrayList<>();
    PostriderTemporaryQueue ours = new PostriderTemporaryQueue("t", deleted::add);

    ours.delete();

    assertThat(deleted).containsExactly(ours);
    assertThatThrownBy(() -> new PostriderTemporaryTopic("t", null).delete())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'t'");
  }

  @Test
  void destinationsOfOtherProvidersAreTakenByTheirInterface() throws JMSException {
    TemporaryTopic topic = Mockito.mock(TemporaryTopic.class);
    Mockito.when(topic.getTopicName()).thenReturn("t");

    assertThat(PostriderDestination.of(topic)).isEqualTo(new PostriderTemporaryTopic("t", null));
  }

  @Test
  void theNameThatIsThereDecidesBetweenQueueAndTopic() throws JMSException {
    Queue both = Mockito.mock(Queue.class, Mockito.withSettings().extraInterfaces(Topic.class));
    Mockito.when(((Topic) both).getTopicName()).thenReturn("t");

    assertThat(PostriderDestination.of(both)).isEqualTo(new PostriderTopic("t"));
  }

  @Test
  void noDestinationIsRefused() {
    assertThatThrownBy(() -> PostriderDestination.of(null))
        .isInstanceOf(InvalidDestinationException.class);
    assertThatIllegalArgumentException().isThrownBy(() -> new PostriderQueue(""));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "queue, QUEUE",
        "topic, TOPIC",
        "'queue,temporary', TEMPORARY_QUEUE",
        "'temporary,topic', TEMPORARY_TOPIC",
        "'topic, temporary', TEMPORARY_TOPIC",
        "stream, -"
      })
  void oldTextAnnotationsAreUnderstood(String text, DestinationKind kind) {
    assertThat(DestinationKind.ofLegacy(text)).isEqualTo(kind);
  }

  @Test
  void prefixesArePutOnAndTakenOffByKind() {
    AddressPrefixes prefixes = AddressPrefixes.of("q://", "t://");

    assertThat(prefixes.toAddress(new PostriderQueue("a"))).isEqualTo("q://a");
    assertThat(prefixes.toAddress(new PostriderTopic("t://a"))).isEqualTo("t://a");
    assertThat(prefixes.toAddress(new PostriderTemporaryQueue("a", null))).isEqualTo("a");
    assertThat(prefixes.toDestination("t://a", DestinationKind.TOPIC, DestinationKind.QUEUE))
        .isEqualTo(new PostriderTopic("a"));
    assertThat(prefixes.toDestination("t://a", null, DestinationKind.QUEUE))
        .isEqualTo(new PostriderQueue("a"));
    assertThat(prefixes.toDestination("q://a", null, DestinationKind.TOPIC))
        .isEqualTo(new PostriderTopic("a"));
    assertThat(
            prefixes.toDestination("q://a", DestinationKind.TEMPORARY_QUEUE, DestinationKind.QUEUE))
        .isEqualTo(new PostriderTemporaryQueue("q://a", null));
  }

  @Test
  void codesAndCapabilitiesAreThoseOfTheMapping() {
    assertThat(DestinationKind.of(3)).isEqualTo(DestinationKind.TEMPORARY_TOPIC);
    assertThat(DestinationKind.of(4)).isNull();
    assertThat(DestinationKind.of(-1)).isNull();
    assertThat(DestinationKind.TEMPORARY_QUEUE.capability()).hasToString("temporary-queue");
    assertThat(DestinationKind.TOPIC.code()).isEqualTo((byte) 1);
  }
}
