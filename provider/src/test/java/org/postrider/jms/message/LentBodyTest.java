// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A large body is sent from where it is, and stays what it was when it was sent. */
class LentBodyTest {

  private final MessageEncoder encoder =
      new MessageEncoder(UnpooledByteBufAllocator.DEFAULT, Wire.SETTINGS);
  private final byte[] body = new byte[MessageEncoder.LENT_BODY_OCTETS];
  private final BytesMessage message = Wire.FACTORY.createBytesMessage();
  private ByteBuf sent;

  private void send() throws JMSException {
    new Random(1).nextBytes(body);
    message.writeBytes(body);
    sent = encoder.encode((PostriderMessage) message);
  }

  private BytesMessage received() throws JMSException {
    return (BytesMessage) Wire.decode(ByteBufUtil.getBytes(sent));
  }

  @AfterEach
  void release() {
    assertThat(sent.release()).isTrue();
    encoder.close();
  }

  @Test
  void isReadAsItWasWritten() throws JMSException {
    send();

    assertThat(received().getBody(byte[].class)).isEqualTo(body);
  }

  @Test
  void isNotChangedByAnotherBodyOfTheMessage() throws JMSException {
    send();
    message.clearBody();
    message.writeBytes(new byte[body.length]);

    assertThat(received().getBody(byte[].class)).isEqualTo(body);
  }

  @Test
  void isNotChangedByWhatIsWrittenBehindIt() throws JMSException {
    send();
    message.writeLong(-1);

    assertThat(received().getBody(byte[].class)).isEqualTo(body);
  }

  @Test
  void isNotChangedByTheNextMessage() throws JMSException {
    send();
    BytesMessage next = Wire.FACTORY.createBytesMessage();
    next.setStringProperty("another", "property");
    next.writeBytes(new byte[body.length]);
    encoder.encode((PostriderMessage) next).release();

    assertThat(received().getBody(byte[].class)).isEqualTo(body);
  }

  @Test
  void ofAReceivedMessageGoesOnAsItCame() throws JMSException {
    send();
    BytesMessage came = received();
    ByteBuf forwarded = encoder.encode((PostriderMessage) came);
    byte[] octets = ByteBufUtil.getBytes(forwarded);
    forwarded.release();

    assertThat(((BytesMessage) Wire.decode(octets)).getBody(byte[].class)).isEqualTo(body);
  }
}
