// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.jms.options.Options;

class SocketSettingsTest {

  @ParameterizedTest
  @ValueSource(strings = {"transport.traceBytes", "amqp.traceBytes"})
  void octetsAreNotTracedWhereTokensAreAmongThem(String option) {
    Options options = Options.builder().set(option, "true").build();

    assertThat(SocketSettings.of(options, false).traceBytes()).isTrue();
    assertThat(SocketSettings.of(options, true).traceBytes()).isFalse();
    assertThat(SocketSettings.of(Options.DEFAULTS, false).traceBytes()).isFalse();
  }
}
