// SPDX-License-Identifier: Apache-2.0
package org.postrider.brokers;

import java.nio.file.Path;
import org.apache.activemq.broker.BrokerService;
import org.apache.activemq.broker.TransportConnector;
import org.apache.activemq.broker.region.policy.PolicyEntry;
import org.apache.activemq.broker.region.policy.PolicyMap;

/**
 * ActiveMQ Classic, in memory, with AMQP on a free loopback port.
 *
 * <p>Stateless.
 */
final class Classic {

  private static final long EXPIRY_SCAN_PERIOD_MS = 100;

  private Classic() {}

  static int start(Path directory) throws Exception {
    BrokerService broker = new BrokerService();
    broker.setBrokerName("classic");
    broker.setPersistent(false);
    broker.setUseJmx(false);
    broker.setUseShutdownHook(false);
    broker.setSchedulerSupport(true);
    broker.setDataDirectory(directory.toString());
    broker.setDestinationPolicy(policies());
    TransportConnector amqp = broker.addConnector("amqp://127.0.0.1:0?transport.transformer=jms");
    broker.start();
    broker.waitUntilStarted();
    return amqp.getConnectUri().getPort();
  }

  private static PolicyMap policies() {
    PolicyEntry policy = new PolicyEntry();
    policy.setExpireMessagesPeriod(EXPIRY_SCAN_PERIOD_MS);
    PolicyMap policies = new PolicyMap();
    policies.setDefaultEntry(policy);
    return policies;
  }
}
