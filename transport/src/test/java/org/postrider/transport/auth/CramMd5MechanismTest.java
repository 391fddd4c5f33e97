// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.MechanismException;
import org.postrider.sasl.SaslContext;
import org.postrider.sasl.Wire;
import org.postrider.sasl.WireSecurity;

class CramMd5MechanismTest {

  private static final byte[] CHALLENGE =
      "<1896.697170952@postoffice.reston.mci.net>".getBytes(US_ASCII);

  private static CramMd5Mechanism begun() {
    return new CramMd5Mechanism(
        new SaslContext(
            Credentials.of("tim", "tanstaaftanstaaf".toCharArray()),
            Wire.plain("localhost", 5672, WireSecurity.LOOPBACK),
            null,
            List.of(),
            Map.of()));
  }

  /** RFC 2195, 2. */
  @Test
  void theStandardsExampleIsReproduced() {
    CramMd5Mechanism cram = begun();

    assertThat(cram.initialResponse()).isNull();
    assertThat(new String(cram.respond(CHALLENGE), US_ASCII))
        .isEqualTo("tim b913a602c7eda7a495b4e6e7334d3890");
    cram.complete(null);
  }

  @Test
  void okWithoutAChallengeIsAFailure() {
    assertThatExceptionOfType(MechanismException.class)
        .isThrownBy(() -> begun().complete(null))
        .withMessageContaining("without a challenge");
  }

  @Test
  void aSecondChallengeIsAFailure() {
    CramMd5Mechanism cram = begun();
    cram.respond(CHALLENGE);

    assertThatExceptionOfType(MechanismException.class)
        .isThrownBy(() -> cram.respond(CHALLENGE))
        .withMessageContaining("second time");
  }
}
