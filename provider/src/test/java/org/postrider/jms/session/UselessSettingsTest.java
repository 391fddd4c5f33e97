// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.JMSSecurityRuntimeException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.jms.PostriderConnectionFactory;

/**
 * Options that contradict each other are refused before any server is asked, and not tried again:
 * there is no limit on the time to connect here.
 */
@Timeout(60)
class UselessSettingsTest {

  private static final String[] FORMS = {
    "amqps://127.0.0.1:%s?%s&jms.connectTimeout=-1",
    "failover:(amqps://127.0.0.1:%s?%s)?jms.connectTimeout=-1",
    "failover:(amqps://127.0.0.1:%1$s,amqps://127.0.0.1:%1$s?%2$s)?jms.connectTimeout=-1",
  };

  /** What the attempt ends with; nobody has connected for it. */
  private static JMSException refusal(String form, String options) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      PostriderConnectionFactory factory =
          new PostriderConnectionFactory(form.formatted(server.getLocalPort(), options));
      JMSException refusal =
          catchThrowableOfType(JMSException.class, () -> factory.createConnection().close());
      server.setSoTimeout(1);
      assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(server::accept);
      return refusal;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "transport.certificateFile=x.crt, must be given together",
    "transport.keyFile=x.key, must be given together",
    "transport.keyAlias=own, must come with transport.keyStoreLocation",
    "transport.caFile=x&transport.trustStoreLocation=y, must not be given together",
    "transport.certificateFile=x&transport.keyFile=y&transport.keyAlias=z, must not be given",
  })
  void thoseOfTlsAreASecurityException(String options, String words) throws Exception {
    for (String form : FORMS) {
      JMSException refusal = refusal(form, options);

      assertThat(refusal).isInstanceOf(JMSSecurityException.class);
      assertThat(refusal).hasMessageStartingWith("amqps://127.0.0.1:").hasMessageContaining(words);
    }
  }

  @Test
  void aContextIsRefusedLikewise() {
    PostriderConnectionFactory factory =
        new PostriderConnectionFactory("failover:(amqps://127.0.0.1:1?transport.keyAlias=own)");

    assertThatExceptionOfType(JMSSecurityRuntimeException.class)
        .isThrownBy(() -> factory.createContext().close())
        .withMessageContaining("must come with transport.keyStoreLocation");
  }

  @ParameterizedTest
  @CsvSource({
    "transport.proxyHost=proxy, must be given together",
    "transport.proxyUser=ada, must come with transport.proxyHost",
    "transport.proxyPassword=geheim, must come with transport.proxyHost",
    "transport.proxyHost=p&transport.proxyPort=1&transport.proxyUser=ada:geheim, its password",
  })
  void thoseOfProxiesAreAnotherException(String options, String words) throws Exception {
    for (String form : FORMS) {
      JMSException refusal = refusal(form, options);

      assertThat(refusal).isExactlyInstanceOf(JMSException.class);
      assertThat(refusal).hasMessageContaining(words).hasMessageNotContaining("geheim");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"keyStoreLocation", "trustStoreLocation", "certificateFile", "keyFile", "caFile"})
  void aFileThatCannotBeIsRefusedWhereItIsSet(String option) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PostriderConnectionFactory("amqps://h?transport." + option + "=%00x"))
        .withMessageContainingAll("transport." + option, "must be the name of a file");
  }
}
