// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointAddressTest {

  @ParameterizedTest
  @CsvSource({
    "amqp://broker.example, amqp://broker.example:5672",
    "AMQPS://broker.example, amqps://broker.example:5671",
    "amqp://user:secret@host:1/path?query, amqp://host:1",
    "amqp://[::1]:5673, amqp://[::1]:5673",
    "amqpws://host/, amqpws://host:5672",
    "amqpwss://host/a%20b, amqpwss://host:5671/a%20b",
  })
  void urisAreReadWithTheirSchemesPort(String uri, String address) {
    assertThat(EndpointAddress.parse(uri)).hasToString(address);
  }

  @Test
  void ipv6HostsHaveNoBracketsOfTheirOwn() {
    assertThat(EndpointAddress.parse("amqp://[fe80::1]").host()).isEqualTo("fe80::1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://host", "host:5672", "amqp:host", "amqp://", "amqp://a b", ""})
  void whatIsNoAddressIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> EndpointAddress.parse(text));
  }

  @Test
  void aPortOutsideItsRangeIsRefusedByValue() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EndpointAddress.amqp("host", 65_536))
        .withMessageContaining("65536");
  }

  @Test
  void optionsOutsideTheirRangesAreRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TransportOptions.builder().connectTimeoutMs(0).build())
        .withMessage("connectTimeoutMs 0 must be at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TransportOptions.builder().writeWatermarks(10, 10).build())
        .withMessageContaining("writeHighWatermark 10");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TransportOptions.builder().local("localhost", 0).build())
        .withMessageContaining("'localhost' must be an IP address");
  }
}
