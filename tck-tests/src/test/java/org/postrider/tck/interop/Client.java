// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.interop;

import jakarta.jms.ConnectionFactory;
import javax.naming.NamingException;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.postrider.tck.ProviderUnderTest;

/** The two clients of the wire matrix: ours, and the one that users move over from. */
enum Client {
  POSTRIDER,
  QPID;

  ConnectionFactory factory(String url) throws NamingException {
    return this == POSTRIDER
        ? ProviderUnderTest.connectionFactory(url)
        : new JmsConnectionFactory(url);
  }

  Client other() {
    return this == POSTRIDER ? QPID : POSTRIDER;
  }
}
