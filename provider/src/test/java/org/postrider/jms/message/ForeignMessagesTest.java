// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import org.postrider.jms.destination.PostriderTopic;

/** Messages of other providers: ours behind nothing but their interface. */
class ForeignMessagesTest {

  private static <T extends Message> T foreign(Class<T> type, T own) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              try {
                return method.invoke(own, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
    return type.cast(proxy);
  }

  @Test
  void bodyHeadersAndPropertiesAreCopied() throws JMSException {
    TextMessage original = Wire.FACTORY.createTextMessage("x");
    original.setJMSCorrelationID("c");
    original.setJMSReplyTo(new PostriderTopic("r"));
    original.setJMSType("t");
    original.setLongProperty("p", 5);

    PostriderMessage copy = Wire.FACTORY.toPostrider(foreign(TextMessage.class, original));

    assertThat(copy).isNotSameAs(original);
    assertThat(copy.getBody(String.class)).isEqualTo("x");
    assertThat(copy.getJMSCorrelationID()).isEqualTo("c");
    assertThat(copy.getJMSReplyTo()).isEqualTo(new PostriderTopic("r"));
    assertThat(copy.getJMSType()).isEqualTo("t");
    assertThat(copy.getObjectProperty("p")).isEqualTo(5L);
  }

  @Test
  void everyTypeStaysItsType() throws JMSException {
    BytesMessage bytes = Wire.FACTORY.createBytesMessage();
    bytes.writeBytes(new byte[5000]);
    StreamMessage stream = Wire.FACTORY.createStreamMessage();
    stream.writeInt(1);
    stream.writeString(null);
    stream.writeInt(2);
    MapMessage map = Wire.FACTORY.createMapMessage();
    map.setInt("i", 3);
    ObjectMessage object = Wire.FACTORY.createObjectMessage("o");

    BytesMessage bytesCopy =
        (BytesMessage) Wire.FACTORY.toPostrider(foreign(BytesMessage.class, bytes));
    StreamMessage streamCopy =
        (StreamMessage) Wire.FACTORY.toPostrider(foreign(StreamMessage.class, stream));
    streamCopy.reset();

    assertThat(bytesCopy.getBody(byte[].class)).hasSize(5000);
    assertThat(streamCopy.readInt()).isEqualTo(1);
    assertThat(streamCopy.readString()).isNull();
    assertThat(streamCopy.readInt()).isEqualTo(2);
    assertThat(((MapMessage) Wire.FACTORY.toPostrider(foreign(MapMessage.class, map))).getInt("i"))
        .isEqualTo(3);
    assertThat(
            ((ObjectMessage) Wire.FACTORY.toPostrider(foreign(ObjectMessage.class, object)))
                .getObject())
        .isEqualTo("o");
    assertThat(Wire.FACTORY.toPostrider(foreign(Message.class, Wire.FACTORY.createMessage())))
        .isInstanceOf(PlainMessage.class);
  }

  @Test
  void whatTheSendSetIsSetOnTheOriginalToo() throws JMSException {
    Message own = Wire.FACTORY.createMessage();
    Message original = foreign(Message.class, own);
    PostriderMessage copy = Wire.FACTORY.toPostrider(original);
    copy.prepareToSend(new SendHeaders(Wire.QUEUE, false, 2, 10, 0, 100, "ID:9", true, null));

    MessageFactory.copyHeadersBack(copy, original);

    assertThat(own.getJMSMessageID()).isEqualTo("ID:9");
    assertThat(own.getJMSTimestamp()).isEqualTo(100);
    assertThat(own.getJMSExpiration()).isEqualTo(110);
    assertThat(own.getJMSPriority()).isEqualTo(2);
    assertThat(own.getJMSDestination()).isEqualTo(Wire.QUEUE);
    assertThat(own.getJMSDeliveryTime()).isEqualTo(100);
  }

  @Test
  void ourOwnAreTakenAsTheyAre() throws JMSException {
    Message own = Wire.FACTORY.createMessage();

    assertThat(Wire.FACTORY.toPostrider(own)).isSameAs(own);
  }
}
