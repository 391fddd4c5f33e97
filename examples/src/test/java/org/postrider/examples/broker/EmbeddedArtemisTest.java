// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class EmbeddedArtemisTest {
  private static final byte[] SASL_HEADER = {'A', 'M', 'Q', 'P', 3, 1, 0, 0};

  @Test
  void theBrokerAnswersTheSaslHeaderAndOffersBothMechanisms() throws Exception {
    try (EmbeddedArtemis broker = EmbeddedArtemis.start()) {
      String answer = answerToSaslHeader(broker.port());

      assertThat(answer).startsWith("AMQP\3\1\0\0").contains("ANONYMOUS", "PLAIN");
    }
  }

  @Test
  void theSecuredBrokerDoesNotOfferAnonymous() throws Exception {
    try (EmbeddedArtemis broker = EmbeddedArtemis.startSecured("ada", "secret")) {
      String answer = answerToSaslHeader(broker.port());

      assertThat(answer).contains("PLAIN").doesNotContain("ANONYMOUS");
    }
  }

  @Test
  void twoBrokersLiveBesideEachOther() {
    try (EmbeddedArtemis one = EmbeddedArtemis.start();
        EmbeddedArtemis other = EmbeddedArtemis.start()) {
      assertThat(one.uri()).hasScheme("amqp").hasHost("127.0.0.1").hasPort(one.port());
      assertThat(one.port()).isNotEqualTo(other.port());
    }
  }

  @Test
  void aClosedBrokerNoLongerListens() {
    EmbeddedArtemis broker = EmbeddedArtemis.start();

    broker.close();

    assertThatThrownBy(() -> connect(broker.port()).close()).isInstanceOf(ConnectException.class);
  }

  /** What comes back until the list of mechanisms is there: the header and one frame. */
  private static String answerToSaslHeader(int port) throws IOException {
    try (Socket socket = connect(port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(SASL_HEADER);
      byte[] header = socket.getInputStream().readNBytes(SASL_HEADER.length);
      byte[] size = socket.getInputStream().readNBytes(4);
      byte[] frame =
          socket.getInputStream().readNBytes(((size[2] & 0xff) << 8 | (size[3] & 0xff)) - 4);
      return new String(header, StandardCharsets.ISO_8859_1)
          + new String(frame, StandardCharsets.ISO_8859_1);
    }
  }

  private static Socket connect(int port) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }
}
