// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;

import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.jms.TestLog;
import org.postrider.transport.tls.TlsContext;
import org.postrider.transport.tls.TlsSettings;
import org.postrider.transport.tls.TrustSource;

/** What the log says of trustAll, which only counts where no SSLContext is given. */
class GivenContextLogTest {

  @RegisterExtension private final TestLog log = new TestLog();

  private static TlsSettings.Builder trustingAll() {
    return TlsSettings.builder().trust(new TrustSource.All());
  }

  @Test
  void trustAllBesideAGivenContextIsSaidNotToCount() throws Exception {
    TlsSettings settings = trustingAll().context(SSLContext.getDefault()).build();

    TlsContext.forClient(settings, "h:1").release();

    assertThat(log.text())
        .contains("h:1: trustAll does not count")
        .doesNotContain("whoever answers is trusted");
  }

  @Test
  void withoutOneItIsSaidToTrustAll() throws Exception {
    TlsContext.forClient(trustingAll().build(), "h:1").release();

    assertThat(log.text()).contains("h:1: trustAll is set: whoever answers is trusted");
  }
}
